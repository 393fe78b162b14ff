using System.Globalization;
using System.Text.Json;
using TileDsl.Benchmarks.Limits;

namespace TileDsl.Benchmarks.Results;

/// <summary>Results as lines of text, JSON or Markdown.</summary>
internal interface IReport
{
    /// <summary>Before the first result.</summary>
    void Begin(Machine machine);

    /// <summary>One case.</summary>
    void Add(Result result);
}

/// <summary>One line of text per case.</summary>
internal sealed class TextReport(TextWriter output) : IReport
{
    public void Begin(Machine machine)
    {
        output.WriteLine(MachineText.Of(machine));
        output.WriteLine("work     n batch threads   us/vector  vectors/s  GMAC/s  x OpenBLAS  limit us  of limit   goal us          peak MB");
    }

    public void Add(Result result)
    {
        var (line, measured) = (result.Case, result.Measured);
        var yardstick = result.YardstickRatio is { } ratio ? Number.Short(ratio) : "no yardstick";
        var limit = result.LimitShare is { } share ? $"{Number.Short(result.Limit),9} {Number.Percent(share),9}" : "        -         -";
        var kernels = result.KernelRatio is { } network ? $"  {Number.Short(network)} times the sum of its kernels" : "";
        if (measured.Passes is { } passes) kernels += $"  {Number.Short(passes)} passes per vector";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{line.Work.Name,-5} {line.Size.Inputs,4} {line.Size.Batch,5} {line.Threads,7} {Number.Short(measured.Micros),11} {result.VectorsPerSecond,10:#,0} {Number.Short(result.GigaMacs),7}  {yardstick,10} {limit} {Number.Short(line.Goal),9} {(result.GoalReached ? "reached" : "missed"),-8} {measured.PeakMegabytes,7:0}{kernels}"));
    }
}

/// <summary>One JSON document per case, in a line.</summary>
internal sealed class JsonReport(TextWriter output) : IReport
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    public void Begin(Machine machine)
    {
    }

    public void Add(Result result)
    {
        var (line, measured, machine) = (result.Case, result.Measured, result.Machine);
        output.WriteLine(JsonSerializer.Serialize(
            new
            {
                Schema = "tiledsl.benchmark/1",
                Work = line.Work.Name,
                N = line.Size.Inputs,
                line.Size.Batch,
                line.Threads,
                MicrosPerVector = measured.Micros,
                result.VectorsPerSecond,
                GmacPerSecond = result.GigaMacs,
                OpenBlasMicros = measured.YardstickMicros,
                OpenBlasRatio = result.YardstickRatio,
                LimitMicros = result.LimitShare is null ? (double?)null : result.Limit,
                result.LimitShare,
                GoalMicros = line.Goal,
                result.GoalReached,
                SumOfKernelsMicros = measured.KernelMicros,
                KernelsRatio = result.KernelRatio,
                PassesPerVector = measured.Passes,
                PeakMegabytes = measured.PeakMegabytes,
                Machine = new { machine.FloatMacs, machine.IntegerMacs, machine.DigitMacs, machine.Gaussian, machine.L2, machine.L3 },
            },
            s_options));
    }
}

/// <summary>The Markdown table kept in dsl/docs/benchmarks.md.</summary>
internal sealed class TableReport(TextWriter output, string command) : IReport
{
    public void Begin(Machine machine)
    {
        output.WriteLine($"{DateTime.UtcNow:yyyy-MM-dd}, {MachineText.Processor()}, commit {MachineText.Commit()}, `{command}`.");
        output.WriteLine(MachineText.Of(machine));
        output.WriteLine();
        output.WriteLine("| work | n, batch | threads | us/vector | GMAC/s | x OpenBLAS | limit | of limit | goal | peak MB |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
    }

    public void Add(Result result)
    {
        var (line, measured) = (result.Case, result.Measured);
        var goal = result.GoalReached ? $"{Number.Short(line.Goal)} reached" : $"{Number.Short(line.Goal)}";
        var kernels = result.KernelRatio is { } ratio ? $" ({Number.Short(ratio)} x its kernels)" : "";
        if (measured.Passes is { } passes) kernels += $" ({Number.Short(passes)} passes)";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {line.Work.Name} | {line.Size.Inputs} b{line.Size.Batch} | {line.Threads} | {Number.Short(measured.Micros)}{kernels} | {Number.Short(result.GigaMacs)} | {(result.YardstickRatio is { } y ? Number.Short(y) : "-")} | {(result.LimitShare is null ? "-" : Number.Short(result.Limit))} | {(result.LimitShare is { } share ? Number.Percent(share) : "-")} | {goal} | {measured.PeakMegabytes:0} |"));
    }
}

/// <summary>Numbers as a reader wants them.</summary>
internal static class Number
{
    /// <summary>Three significant digits.</summary>
    public static string Short(double value)
    {
        if (!double.IsFinite(value)) return "-";
        var digits = value == 0 ? 2 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 4);
        return value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    public static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";
}
