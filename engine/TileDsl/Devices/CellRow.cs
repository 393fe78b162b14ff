namespace TileDsl.Devices;

/// <summary>One row of devices, as laws see them. Conductances in microsiemens.</summary>
public readonly ref struct CellRow
{
    private const int DeviceShift = 26;

    private readonly CellGaussians? _draw;
    private readonly int _device;
    private readonly int _cycle;

    internal CellRow(ReadOnlySpan<double> targets, ReadOnlySpan<double> programmed, double gMin, double gMax, CellGaussians? draw, int device = 0, int cycle = 0)
    {
        Targets = targets;
        Programmed = programmed;
        (GMin, GMax, _draw, _device, _cycle) = (gMin, gMax, draw, device, cycle);
    }

    /// <summary>What the devices are meant to be.</summary>
    public ReadOnlySpan<double> Targets { get; }

    /// <summary>What they were when programming ended; empty while they are programmed.</summary>
    public ReadOnlySpan<double> Programmed { get; }

    /// <summary>g_min.</summary>
    public double GMin { get; }

    /// <summary>g_max.</summary>
    public double GMax { get; }

    /// <summary>Whether random draws are other than zero.</summary>
    public bool IsNoisy => _draw is not null;

    /// <summary>One standard Gaussian for each device, zeros where noise is off.</summary>
    /// <param name="purpose">What they are for.</param>
    /// <param name="gaussians">As long as the row.</param>
    /// <param name="cycle">Tells draws of one purpose apart, 0 to 2^26 - 1.</param>
    public void Gaussians(NoisePurpose purpose, Span<float> gaussians, int cycle = 0)
    {
        if (_draw is null) gaussians.Clear();
        else _draw(purpose, (cycle + _cycle) ^ _device << DeviceShift, gaussians);
    }

    internal CellRow ForPulse(int pulse) => new(Targets, Programmed, GMin, GMax, _draw, _device, pulse);
}
