namespace TileDsl.Devices;

/// <summary>An error of programming whose size depends on the target: Gaussian, or uniform about it.</summary>
/// <param name="size">Standard deviation, or full width where uniform, uS, of g/g_max; taken as 0 where it is negative.</param>
/// <param name="isUniform">Whether the error is uniform.</param>
public sealed class ProgrammingError(StateFunction size, bool isUniform = false) : DeviceLaw
{
    /// <inheritdoc/>
    public override bool MovesConductances => !size.IsZero;

    /// <summary>Standard deviation (or full width) at a target, uS.</summary>
    public double Size(double target, double gMax) => Math.Max(0, size.At(target / gMax));

    /// <inheritdoc/>
    public override void Program(in CellRow row, Span<double> conductances)
    {
        Span<float> xi = conductances.Length <= 1024 ? stackalloc float[conductances.Length] : new float[conductances.Length];
        row.Gaussians(NoisePurpose.Programming, xi);
        for (var j = 0; j < conductances.Length; j++)
        {
            var error = isUniform ? Elementary.GaussianShare(xi[j]) - 0.5 : xi[j];
            conductances[j] += Size(row.Targets[j], row.GMax) * error;
        }
    }
}
