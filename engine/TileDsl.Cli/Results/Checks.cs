using System.Globalization;
using TileDsl.Cli.Inputs;
using TileDsl.Data;
using TileDsl.Model;
using TileDsl.Planning;

namespace TileDsl.Cli.Results;

/// <summary>One line of a check block, judged.</summary>
/// <param name="Check">As it is said in the file.</param>
/// <param name="Found">What was found, in words.</param>
internal sealed record CheckOutcome(string Place, string Network, string Check, bool Passed, string Found)
{
    public override string ToString() => $"{(Passed ? "passed" : "FAILED")}  {Place}: {Network}: {Check}: {Found}";
}

/// <summary>Judges the check blocks of a program.</summary>
internal static class Checks
{
    /// <summary>The tiles of the networks that are judged.</summary>
    public static IEnumerable<TileModel> Tiles(ProgramModel model) => ProgramFile.TilesOf(model.Networks.Where(n => model.Checks.Any(check => check.Network == n.Name)));

    public static IEnumerable<CheckOutcome> Run(ProgramFile program, ulong seed, Terminal terminal, CancellationToken cancellation)
    {
        foreach (var check in program.Model.Checks)
        {
            var model = program.Model.Networks.First(n => n.Name == check.Network);
            var network = new Lazy<Network>(() => program.Bind(model));
            foreach (var item in check.Items)
            {
                var (said, passed, found) = item switch
                {
                    ExactCheck => Exact(program, model, network, cancellation),
                    NoClippingCheck clipping => NoClipping(program, model, clipping, network.Value, cancellation),
                    AccuracyCheck accuracy => AtLeast(program, model, accuracy, network.Value, seed, terminal, cancellation),
                    _ => throw new InvalidOperationException($"a check of type {item.GetType().Name}"),
                };
                terminal.ClearProgress();
                yield return new CheckOutcome(DiagnosticText.Place(item.Origin.Span, program.Path), check.Network, said, passed, found);
            }
        }
    }

    /// <summary>A proof from the plan, and the comparison on the evaluation data where that is there.</summary>
    private static (string, bool, string) Exact(ProgramFile program, NetworkModel model, Lazy<Network> network, CancellationToken cancellation)
    {
        var lossy = Lossy(program, model);
        if (lossy.Length > 0) return ("exact", false, string.Join("; ", lossy));
        const string proof = "every conversion is lossless";
        var files = program.Data;
        var canRun = model.Weights is { } weights && files.IsThere(weights) && (model.CalibrateOn is null || files.AreThere(model.CalibrateOn));
        if (!canRun || model.EvaluateOn is not { } data || !files.AreThere(data)) return ("exact", true, proof);
        var samples = program.Data.Inputs(data, model);
        var converted = network.Value.Program(noise: Noise.Off).RunBatch(samples, cancellation: cancellation);
        var product = network.Value.Program(noise: Noise.Ideal).RunBatch(samples, cancellation: cancellation);
        var same = converted.AsSpan().SequenceEqual(product);
        return ("exact", same, same
            ? $"{proof}, and all {samples.Count} samples of {data.Name} agree with the exact product"
            : $"{proof}, but samples of {data.Name} differ from the exact product: a defect of TileDsl, please report it");
    }

    /// <summary>The layers whose noise-free product is not proved to be the integer product, and the bits their converters would need.</summary>
    private static string[] Lossy(ProgramFile program, NetworkModel model) =>
    [
        .. from layer in program.Program.Plan.Networks.First(n => n.Name == model.Name).Layers
           from matrix in layer.Matrices.Select(placed => placed.Matrix)
           let lost = matrix.Conversions.Where(c => !c.Lossless).MaxBy(c => c.BitsNeeded)
           where matrix.NoiseFree.Strategy != KernelStrategy.Collapsed
           select $"{layer.Name}: " + (lost is null || matrix.Signature.Converter is not { } converter
               ? "its sums are not integers"
               : $"{lost.BitsNeeded} bits needed, {converter.Bits} given{(converter.IsCalibrated ? ", and a calibrated range proves nothing" : "")}"),
    ];

    private static (string, bool, string) NoClipping(ProgramFile program, NetworkModel model, NoClippingCheck check, Network network, CancellationToken cancellation)
    {
        var counts = network.CountClipping(program.Data.Inputs(check.Data, model), cancellation);
        var clipped = counts.Where(c => c.Clipped > 0).ToArray();
        var found = clipped.Length == 0
            ? $"none of {Count(counts.Sum(c => c.Conversions))} conversions is clamped"
            : string.Join("; ", clipped.Select(c => $"{c.Layer}: {Count(c.Clipped)} of {Count(c.Conversions)} conversions are clamped"));
        return ($"no_clipping on {check.Data.Name}", clipped.Length == 0, found);
    }

    private static (string, bool, string) AtLeast(
        ProgramFile program, NetworkModel model, AccuracyCheck check, Network network, ulong seed, Terminal terminal, CancellationToken cancellation)
    {
        var data = program.Data.Labelled(check.Data, model);
        Accuracy.RefuseForeignLabels(network, data);
        long correct = 0;
        var conditions = new Conditions(Noise.On, seed, check.Chips, check.Time.ToDouble()) { History = program.History() };
        for (var chip = 0; chip < check.Chips; chip++)
        {
            cancellation.ThrowIfCancellationRequested();
            terminal.Progress($"{network.Spec.Name}: chip {chip + 1} of {check.Chips} …");
            correct += Accuracy.Of(conditions.Program(network, chip, Noise.On, data.Inputs.Count).RunBatch(data.Inputs, cancellation: cancellation), data).Correct;
        }
        // Compared as fractions: 90 % of 500 samples is exactly 450.
        var mean = new Rational(correct, (long)check.Chips * data.Labels.Length);
        var said = $"accuracy >= {Percent(check.AtLeast)} on {check.Data.Name}, chips {check.Chips}{(check.Time.Sign == 0 ? "" : ", time " + Conditions.Of(check.Time.ToDouble()))}";
        return (said, mean >= check.AtLeast, $"{Percent(mean)} mean of {check.Chips} {(check.Chips == 1 ? "chip" : "chips")}");
    }

    private static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Percent(Rational fraction) => (fraction * 100).ToDouble().ToString("0.####", CultureInfo.InvariantCulture) + " %";
}
