#!/usr/bin/env dotnet
// What stuck cells cost the digits network, what repair and checksums win back, and what these cost. Writes the tables of dsl/docs/correction.md.
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
using TileDsl.Devices;
using TileDsl.Model;
using TileDsl.Onnx;
using TileDsl.Scripting;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length > 1 || !int.TryParse(args.FirstOrDefault("10"), out var chips) || chips < 1)
{
    Console.Error.WriteLine("correction.cs takes how many chips, 1 or more; 10 where nothing is said");
    return 2;
}
var here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var images = NpyArray.Read(Path.Combine(here, "data", "x_u8.npy")).ToSamples();
var labels = NpyArray.Read(Path.Combine(here, "data", "y_u8.npy")).ToDoubles();
var (training, test) = (images.Slice(0, 1297), images.Slice(1297, 500));
var text = File.ReadAllText(Path.Combine(here, "digits.tile"));

// The cells and converters of digits.tile, and sound cells under a converter that loses nothing.
string[] settings = ["cells and converter of digits.tile", "exact cells, lossless converter (10 bit)"];
(string Name, string Lines)[] ways = [("none", ""), ("repair", "spare_columns 8"), ("checksum", "spare_columns 10; correction checksum"), ("both", "spare_columns 18; correction checksum"),
    ("an_code", "correction an_code"), ("an_code, a 31", "correction an_code, a 31"), ("repair, an_code", "spare_columns 8; correction an_code")];
double[] rates = [0, 0.1, 0.5, 1, 2, 5];

for (var setting = 0; setting < settings.Length; setting++)
{
    Console.WriteLine($"\n{settings[setting]}, mean of {chips} chips, accuracy in %\n");
    Console.WriteLine("| correction | " + string.Join(" | ", rates.Select(rate => $"{rate} % stuck")) + " | suspect, corrected at 0.5 % |");
    Console.WriteLine("|---|" + string.Concat(Enumerable.Repeat("---|", rates.Length + 1)));
    var costs = new List<string>();
    foreach (var (name, lines) in ways)
    {
        // A converter of 8 bits rounds, which AN codes are not for.
        if (setting == 0 && lines.Contains("an_code", StringComparison.Ordinal)) continue;
        var cells = new List<string>();
        var found = "";
        foreach (var rate in rates)
        {
            using var program = TileProgram.Parse(Program(setting, rate, lines), device: null);
            var network = program.Network("Digits", OnnxWeights.Read(Path.Combine(here, "data", "digits_mlp.onnx")), training);
            var (correct, detection, events, written) = (0.0, default(TileDsl.Kernels.DetectionCounts), default(EventCounts), default(ProgrammingTally));
            for (var n = 0; n < chips; n++)
            {
                var chip = network.Program(seed: 1, chip: n);
                correct += Correct(chip.RunBatch(test));
                (detection, events, written) = (detection + chip.Detection, events + chip.Events, written + chip.Programming);
            }
            cells.Add($"{100 * correct / chips / test.Count:F1}");
            if (rate != 0.5) continue;
            found = detection.Compared == 0 ? "" : $"{100.0 * detection.Suspect / detection.Compared:F1} %, {100.0 * detection.Corrected / detection.Compared:F1} %";
            costs.Add($"| {name} | {Hardware(network, program.Model.Adcs[0], lines)} | {Product(network, program.Model.Adcs[0], events)} | {Programming(written)} |");
        }
        Console.WriteLine($"| {name} | {string.Join(" | ", cells)} | {found} |");
    }
    Console.WriteLine("\nWhat it costs; programming at 0.5 % stuck\n");
    Console.WriteLine("| correction | columns of an array | devices | converters | their area | conversions | cell reads | converter energy | time | write pulses | reads | written in | with |");
    Console.WriteLine("|---|" + string.Concat(Enumerable.Repeat("---|", 12)));
    foreach (var cost in costs) Console.WriteLine(cost);
}
return 0;

// Of all arrays: what is there whether or not it is used. Checksum columns have converters, columns for repair those of the columns they replace.
string Hardware(Network network, AdcModel adc, string lines)
{
    var matrices = network.Spec.Layers.SelectMany(layer => layer.Matrices).Select(placed => placed.Matrix).ToArray();
    var arrays = matrices.Sum(m => ((m.Inputs + m.ArrayRows - 1) / m.ArrayRows) * ((m.Outputs + m.ArrayColumns - 1) / m.ArrayColumns) * m.WeightSlices.Length);
    var first = matrices[0];
    var columns = first.ArrayColumns + first.SpareColumns;
    var converters = arrays * (first.ArrayColumns + (lines.Contains("checksum") ? 10 : 0));
    return $"{columns} | {arrays * first.ArrayRows * columns * 2} | {converters} | {converters * ConverterCost.Of(adc).Area!.Value * 1e6:F3} mm2";
}

// Of an inference. A converter for each column: every column of an array is converted at once, cycle by cycle, layer by layer.
string Product(Network network, AdcModel adc, EventCounts events)
{
    var cost = ConverterCost.Of(adc);
    var cycles = network.Spec.Layers.SelectMany(layer => layer.Matrices).Sum(placed => placed.Matrix.InputSlices.Length);
    return $"{events.Conversions / events.Inferences} | {events.CellReads / events.Inferences} | {cost.Energy!.Value * events.Conversions / events.Inferences * 1e9:F2} nJ | {cycles * adc.SharedBy / cost.Rate!.Value * 1e9:F0} ns";
}

// Of a chip, one device after the other.
string Programming(ProgrammingTally written) =>
    $"{written.Pulses / chips} | {written.Reads / chips} | {written.Time / chips * 1e3:F1} ms | {written.Energy / chips * 1e6:F2} uJ";

string Program(int setting, double rate, string lines)
{
    // Half of the stuck cells are low, half are high.
    var faults = $"    faults        stuck_low = {rate / 2} %, stuck_high = {rate / 2} %\n    write         100 pJ, 1 us\n    read          0.2 V, 250 ns\n";
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
