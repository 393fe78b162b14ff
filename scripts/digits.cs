#!/usr/bin/env dotnet
// Handwritten digits on simulated crossbars. The build compiles digits.tile beside this file into the type Digits.
//
//     dotnet run scripts/digits.cs
//
// Outside this repository the three lines below become
//     #:package TileDsl@0.1.0
//     #:package TileDsl.Onnx@0.1.0
#:project ../engine/TileDsl/TileDsl.csproj
#:project ../engine/TileDsl.Onnx/TileDsl.Onnx.csproj
#:property PublishAot=false
#:property RootNamespace=Examples

using Examples;
using TileDsl;
using TileDsl.Data;
using TileDsl.Onnx;

const int Chips = 10;
var here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var images = NpyArray.Read(Path.Combine(here, "data", "x_u8.npy")).ToSamples();
var labels = NpyArray.Read(Path.Combine(here, "data", "y_u8.npy")).ToDoubles();
var training = images.Slice(0, 1297);
var test = images.Slice(1297, 500);

var digits = new Digits(OnnxWeights.Read(Path.Combine(here, "data", "digits_mlp.onnx")), training);
Console.WriteLine($"floating point     {Correct(digits.RunFloat(test))}/500");
Console.WriteLine($"quantised, exact   {Correct(digits.Program(noise: Noise.Ideal).RunBatch(test))}/500");

var counts = Enumerable.Range(0, Chips).Select(chip => (double)Correct(digits.Program(seed: 1, chip: chip).RunBatch(test))).ToArray();
Console.WriteLine($"{Chips} analog chips    {counts.Average():F1}/500 on average, {counts.Min()} to {counts.Max()}");

var one = digits.Program(seed: 1);
one.RunBatch(test);
Console.WriteLine($"per inference      {one.Events.Conversions / 500} conversions, {one.Events.CellReads / 500} cell reads");

// How many results have their largest output at the label.
int Correct(double[] results)
{
    var outputs = digits.OutputLength;
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
