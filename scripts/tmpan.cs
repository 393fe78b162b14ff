#!/usr/bin/env dotnet
// What stuck cells cost the digits network, and what repair and checksums win back. Writes the table of dsl/docs/correction.md.
//
//     dotnet run -c Release scripts/correction.cs [chips]
//
// Outside this repository the lines below become
//     #:package TileDsl.Scripting@0.1.0
//     #:package TileDsl.Onnx@0.1.0
#:project ../engine/TileDsl.Scripting/TileDsl.Scripting.csproj
#:project ../engine/TileDsl.Onnx/TileDsl.Onnx.csproj
#:property PublishAot=false

using System.Globalization;
using TileDsl;
using TileDsl.Costs;
using TileDsl.Data;
using TileDsl.Onnx;
using TileDsl.Scripting;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var chips = args.Length > 0 ? int.Parse(args[0]) : 10;
var here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var images = NpyArray.Read(Path.Combine(here, "data", "x_u8.npy")).ToSamples();
var labels = NpyArray.Read(Path.Combine(here, "data", "y_u8.npy")).ToDoubles();
var (training, test) = (images.Slice(0, 1297), images.Slice(1297, 500));
var text = File.ReadAllText(Path.Combine(here, "digits.tile"));

// The cells and converters of digits.tile, and sound cells under a converter that loses nothing.
string[] settings = ["cells and converter of digits.tile", "exact cells, lossless converter (10 bit)"];
(string Name, string Lines)[] ways = [("none", ""), ("an_code", "correction an_code"), ("an_code, a 31", "correction an_code, a 31"), ("repair, an_code", "spare_columns 8; correction an_code")];
double[] rates = [0, 0.1, 0.5, 1, 2, 5];

for (var setting = 1; setting < settings.Length; setting++)
{
    Console.WriteLine($"\n{settings[setting]}, mean of {chips} chips, accuracy in %\n");
    Console.WriteLine("| correction | " + string.Join(" | ", rates.Select(rate => $"{rate} % stuck")) + " | suspect, corrected at 0.5 % | conversions | cell reads | converter energy | write pulses at 0.5 % |");
    Console.WriteLine("|---|" + string.Concat(Enumerable.Repeat("---|", rates.Length + 5)));
    foreach (var (name, lines) in ways)
    {
        if (args.Length > 1 && name != args[1]) continue;
        // A converter of 8 bits rounds, which AN codes are not for.
        if (setting == 0 && lines.Contains("an_code", StringComparison.Ordinal)) continue;
        var cells = new List<string>();
        var (found, cost) = ("", "");
        foreach (var rate in rates)
        {
            using var program = TileProgram.Parse(Program(setting, rate, lines), device: null);
            var network = program.Network("Digits", OnnxWeights.Read(Path.Combine(here, "data", "digits_mlp.onnx")), training);
            var (correct, detection, events, pulses) = (0.0, default(TileDsl.Kernels.DetectionCounts), default(EventCounts), 0L);
            for (var n = 0; n < chips; n++)
            {
                var chip = network.Program(seed: 1, chip: n);
                correct += Correct(chip.RunBatch(test));
                (detection, events, pulses) = (detection + chip.Detection, events + chip.Events, pulses + chip.Programming.Pulses);
            }
            cells.Add($"{100 * correct / chips / test.Count:F1}");
            if (rate != 0.5) continue;
            found = detection.Compared == 0 ? "" : $"{100.0 * detection.Suspect / detection.Compared:F1} %, {100.0 * detection.Corrected / detection.Compared:F1} %";
            var energy = ConverterCost.Of(program.Model.Adcs[0]).Energy!.Value * events.Conversions / events.Inferences;
            cost = $"{events.Conversions / events.Inferences} | {events.CellReads / events.Inferences} | {energy * 1e9:F2} nJ | {pulses / chips}";
        }
        Console.WriteLine($"| {name} | {string.Join(" | ", cells)} | {found} | {cost} |");
    }
}

string Program(int setting, double rate, string lines)
{
    // Half of the stuck cells are low, half are high.
    var faults = $"    faults        stuck_low = {rate / 2} %, stuck_high = {rate / 2} %\n";
    var own = text.Replace("    programming   sigma", faults + "    programming   sigma").Replace("    codes         signed", "    codes         signed\n    time          1 ns\n    technology    32 nm")
        .Replace("    dac           Dac\n", $"    dac           Dac\n    {lines}\n")
        // Code words are longer than weights.
        .Replace("slices 3+2+2 bit", lines.Contains("a 31", StringComparison.Ordinal) ? "slices 4 x 3 bit" : lines.Contains("an_code", StringComparison.Ordinal) ? "slices 5 x 3 bit" : "slices 3+2+2 bit");
    if (setting == 0) return own;
    return string.Join('\n', own.Split('\n').Where(line => !line.TrimStart().StartsWith("programming ", StringComparison.Ordinal)))
        .Replace("adc_bits = 8", "adc_bits = 10").Replace("calibrated 99.9 %", "full");
}

int Correct(double[] results)
{
    var outputs = results.Length / test.Count;
    var correct = 0;
    for (var i = 0; i < test.Count; i++)
    {
        var scores = results.AsSpan(i * outputs, outputs);
        var best = 0;
        for (var j = 1; j < outputs; j++) best = scores[j] > scores[best] ? j : best;
        if (best == labels[1297 + i]) correct++;
    }
    return correct;
}
