using TileDsl.Model;

namespace TileDsl.Properties.Tests;

/// <summary>A failing program made simpler, one step at a time, for as long as it keeps failing.</summary>
internal static class Shrinking
{
    private const int MostTries = 400;

    public static (MatrixProgram Program, string Violation) Shrink(MatrixProgram program, string violation) =>
        Greedily(program, violation, Simpler, Violation);

    /// <summary>Takes the first simpler program that still fails, until there is none or enough were tried.</summary>
    /// <param name="failing">A program that fails.</param>
    /// <param name="violation">How.</param>
    /// <param name="simpler">Programs one step simpler, the boldest step first.</param>
    /// <param name="violationOf">How a program fails; null where it does not, or means nothing.</param>
    public static (T Program, string Violation) Greedily<T>(T failing, string violation, Func<T, IEnumerable<T>> simpler, Func<T, string?> violationOf)
    {
        var tries = 0;
        for (var found = true; found && tries < MostTries;)
        {
            found = false;
            foreach (var candidate in simpler(failing))
            {
                if (++tries > MostTries) break;
                if (violationOf(candidate) is not { } still) continue;
                (failing, violation, found) = (candidate, still, true);
                break;
            }
        }
        return (failing, violation);
    }

    private static string? Violation(MatrixProgram program)
    {
        var understood = Understood.Matrix(program, "Shrunk");
        if (understood.HasErrors) return null;
        using var compilation = new Compilation(understood.Sources);
        try
        {
            return MatrixProperty.Violation(program, understood, compilation, "Shrunk");
        }
        catch (TileException)
        {
            return null;
        }
    }

    private static IEnumerable<MatrixProgram> Simpler(MatrixProgram p) =>
        SmallerShapes(p).Concat(SimplerHardware(p.Hardware).Select(h => p with { Hardware = h })).Concat(SimplerData(p));

    private static IEnumerable<MatrixProgram> SmallerShapes(MatrixProgram p)
    {
        if (p.Samples.Length > 1)
        {
            for (var n = 0; n < p.Samples.Length; n++) yield return p with { Samples = [p.Samples[n]], FirstIndex = p.FirstIndex + n };
        }
        if (p.Calibration.Length > 1) yield return p with { Calibration = [p.Calibration[0]] };
        foreach (var fewer in new[] { 1, p.Outputs / 2, p.Outputs - 1 })
        {
            if (fewer <= 0 || fewer >= p.Outputs) continue;
            yield return p with { Outputs = fewer, Weights = p.Weights[..(fewer * p.Inputs)] };
            yield return p with { Outputs = fewer, Weights = p.Weights[((p.Outputs - fewer) * p.Inputs)..] };
        }
        foreach (var fewer in new[] { 1, p.Inputs / 2, p.Inputs - 1 })
        {
            if (fewer <= 0 || fewer >= p.Inputs) continue;
            foreach (var from in new[] { 0, p.Inputs - fewer })
            {
                yield return p with
                {
                    Inputs = fewer,
                    Weights = [.. p.Weights.Chunk(p.Inputs).SelectMany(row => row[from..(from + fewer)])],
                    Samples = [.. p.Samples.Select(x => x[from..(from + fewer)])],
                    Calibration = [.. p.Calibration.Select(x => x[from..(from + fewer)])],
                };
            }
        }
    }

    private static IEnumerable<string[]> Without(string[] lines) => lines.Select((_, n) => lines.Where((_, other) => other != n).ToArray());

    public static IEnumerable<Hardware> SimplerHardware(Hardware h)
    {
        var (array, cell, weights) = (h.Array, h.Array.Cell, h.Weights);
        if (array.Rows < 128) yield return h with { Array = array with { Rows = 128 } };
        if (array.Columns < 256) yield return h with { Array = array with { Columns = 256 } };
        if (array.Converter.IsCalibrated || array.Converter.Range.StartsWith("fixed", StringComparison.Ordinal))
            yield return h with { Array = array with { Converter = array.Converter with { Range = "full" } } };
        if (!array.Converter.IsIdeal) yield return h with { Array = array with { Converter = new Converter(0, CodeKind.Signed, "") } };
        foreach (var fewer in Without(array.Wires)) yield return h with { Array = array with { Wires = fewer } };
        foreach (var fewer in Without(array.Drivers)) yield return h with { Array = array with { Drivers = fewer } };
        foreach (var fewer in Without(array.Converter.Physics)) yield return h with { Array = array with { Converter = array.Converter with { Physics = fewer } } };
        foreach (var fewer in Without(cell.Physics)) yield return h with { Array = array with { Cell = cell with { Physics = fewer } } };
        if (array.SubtractDigital) yield return h with { Array = array with { SubtractDigital = false } };
        if (array.AccumulateAnalog) yield return h with { Array = array with { AccumulateAnalog = false } };
        if (array.PedestalDigital) yield return h with { Array = array with { PedestalDigital = false } };
        if (array.OffsetColumn) yield return h with { Array = array with { OffsetColumn = false } };
        if (cell.ReadNoise > 0) yield return h with { Array = array with { Cell = cell with { ReadNoise = 0, Clipped = false } } };
        if (cell.StaysInRange) yield return h with { Array = array with { Cell = cell with { StaysInRange = false } } };
        if (cell.Clipped) yield return h with { Array = array with { Cell = cell with { Clipped = false } } };
        if (cell.Variability > 0) yield return h with { Array = array with { Cell = cell with { Variability = 0 } } };
        if (cell.Sigma.Length > 0) yield return h with { Array = array with { Cell = cell with { Sigma = cell.Sigma[..^1] } } };
        if (cell.GMin > 0) yield return h with { Array = array with { Cell = cell with { GMin = 0 } } };
        if (cell.GMax != 10000 && cell.GMin < 10000) yield return h with { Array = array with { Cell = cell with { GMax = 10000 } } };
        if (weights.PerColumn) yield return h with { Weights = weights with { PerColumn = false } };
        if (weights.AcrossColumns) yield return h with { Weights = weights with { AcrossColumns = false } };
        if (weights.Symmetric) yield return h with { Weights = weights with { Symmetric = false } };
        foreach (var merged in Merged(weights.Slices, 8)) yield return h with { Weights = weights with { Slices = merged } };
        foreach (var merged in Merged(h.Inputs.Slices, 12)) yield return h with { Inputs = h.Inputs with { Slices = merged } };
    }

    /// <summary>Two neighbouring slices become one.</summary>
    private static IEnumerable<int[]> Merged(int[] slices, int widest)
    {
        for (var s = 0; s + 1 < slices.Length; s++)
        {
            if (slices[s] + slices[s + 1] <= widest) yield return [.. slices[..s], slices[s] + slices[s + 1], .. slices[(s + 2)..]];
        }
    }

    private static IEnumerable<MatrixProgram> SimplerData(MatrixProgram p)
    {
        if (p.Chip != 0 || p.FirstIndex != 0) yield return p with { Chip = 0, FirstIndex = 0 };
        if (p.FullScale != 0) yield return p with { FullScale = 0 };
        for (var n = 0; n < Math.Min(p.Weights.Length, 40); n++)
        {
            if (p.Weights[n] != 0) yield return p with { Weights = [.. p.Weights[..n], 0, .. p.Weights[(n + 1)..]] };
        }
        for (var n = 0; n < Math.Min(p.Samples[0].Length, 40); n++)
        {
            var x = p.Samples[0];
            if (x[n] != 0) yield return p with { Samples = [[.. x[..n], 0, .. x[(n + 1)..]], .. p.Samples[1..]] };
        }
    }
}
