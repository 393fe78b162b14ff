using System.CommandLine;
using System.Globalization;
using TileDsl.Chips;
using TileDsl.Cli.Inputs;
using TileDsl.Cli.Results;
using TileDsl.Data;
using TileDsl.Planning;

namespace TileDsl.Cli.Commands;

/// <summary><c>tiledsl mvm</c>: one product on a tile, to be compared with any other tool.</summary>
internal static class MvmCommand
{
    public static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var file = Arguments.File();
        var tile = Required("--tile", "The tile of the file.", "T");
        var slicing = Required("--slicing", "The slicing of the file.", "S");
        var weights = Required("--weights", "W, outputs by inputs (.npy): integers for sliced weights, any numbers for analog ones.", "W.npy");
        var inputs = Required("--inputs", "X, samples by inputs (.npy): integers are input codes, floats are quantised.", "X.npy");
        var output = Required("--out", "Where Y = X W^T goes, samples by outputs, float64 (.npy).", "Y.npy");
        var scaleWeights = Arguments.OptionalNumber("--scale-weights", "Analog weights: the magnitude at g_max; the largest in W if not given.", double.Epsilon, "A");
        var scaleInputs = Arguments.OptionalNumber("--scale-inputs", "The magnitude at the top input code; the largest in X if not given.", double.Epsilon, "B");
        var reference = new Option<bool>("--reference") { Description = "Run the reference interpreter instead of the kernel." };
        var (seed, noise, ideal) = (Arguments.Seed(), Arguments.Noise(), Arguments.Ideal());
        var (time, extrapolate, compensation, writes) = (Arguments.Time(), Arguments.Extrapolate(), Arguments.Compensation(), Arguments.Writes());
        var (parameters, device, json) = (Arguments.Parameters(), Arguments.Device(), Arguments.Json());
        var save = new Option<string?>("--save") { Description = "Keep the programmed arrays in this file, to be multiplied and inspected later.", HelpName = "CHIP" };
        var programmed = new Option<string?>("--programmed") { Description = "Multiply on these programmed arrays ('--save' writes them) instead of programming some.", HelpName = "CHIP" };
        var command = new Command("mvm", "Multiply one matrix on a tile of the file.")
        {
            file, tile, slicing, weights, inputs, scaleWeights, scaleInputs, noise, ideal, seed, time, extrapolate, compensation, writes, programmed, save, reference, output, parameters, device, json,
        };
        Arguments.RefuseIdle(command, ideal, noise, [writes], time, extrapolate, compensation);
        command.Refuse(result =>
        {
            var isErrorFree = result.GetValue(ideal) || result.GetValue(noise) == Noise.Off;
            if (result.GetValue(programmed) is not null && (result.GetResult(seed) is { Implicit: false } || result.GetResult(writes) is { Implicit: false } || isErrorFree))
                result.AddError("--programmed arrays have their seed, writes and errors: leave out --seed, --writes, --ideal and --noise off");
            if (result.GetValue(save) is not null && isErrorFree) result.AddError("--save keeps arrays with errors: leave out --ideal and --noise off");
            if (result.GetValue(reference) && (result.GetValue(save) ?? result.GetValue(programmed)) is not null) result.AddError("--reference programs arrays of its own: leave out --save and --programmed");
        });
        command.SetAction(parsed =>
        {
            var saved = parsed.GetValue(programmed) is { } chip ? ChipFile.Read(chip) : null;
            var substitute = parsed.GetValue(device) ?? saved?.Labels.Device;
            using var program = ProgramFile.Load(parsed.GetRequiredValue(file), null, parsed.GetRequiredValue(parameters), Arguments.UsesCache(parsed), terminal, sayWarnings: false, device: substitute,
                used: own => own.Tiles.Concat(own.ImportedTiles).Where(t => t.Name == parsed.GetRequiredValue(tile)));
            var mode = parsed.GetValue(ideal) ? Noise.Ideal : parsed.GetValue(noise);
            var model = program.Model;
            var product = new Product(
                ProgramFile.Pick(program.Path, "tile", parsed.GetRequiredValue(tile), [.. model.Tiles, .. model.ImportedTiles], t => t.Name),
                ProgramFile.Pick(program.Path, "slicing", parsed.GetRequiredValue(slicing), [.. model.Slicings, .. model.ImportedSlicings], s => s.Name),
                ProductOperand.Weights(parsed.GetRequiredValue(weights)),
                ProductOperand.Inputs(parsed.GetRequiredValue(inputs)),
                parsed.GetValue(scaleWeights),
                parsed.GetValue(scaleInputs));
            // What the file's own layers meet does not matter here; what this product meets does.
            var ofTheText = program.Program.Diagnostics.Where(d => !PlanRules.All.Contains(d.Rule));
            ProgramFile.SayWarnings(program.Path, ofTheText.Concat(product.Diagnostics), terminal);
            var conditions = new Conditions(mode, saved?.Origin.Seed ?? parsed.GetValue(seed), 1, parsed.GetValue(time) ?? 0, parsed.GetValue(extrapolate), parsed.GetValue(compensation))
            {
                History = program.History(parsed.GetValue(writes)),
            };
            var result = parsed.GetValue(reference) ? product.Interpret(conditions, cancellation) : product.Run(program.Program, conditions, saved, cancellation);
            if (parsed.GetValue(save) is { } kept) result.Programmed!.Save(kept, new ChipLabels(program.Program.Fingerprint, Path.GetFileName(program.Path), substitute));
            NpyArray.Write(parsed.GetRequiredValue(output), result.Values, product.Samples, product.Outputs);
            var events = result.Events;
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(Json.Of(new
                {
                    Schema = "tiledsl.mvm/1",
                    File = program.Path,
                    Tile = parsed.GetValue(tile),
                    Slicing = parsed.GetValue(slicing),
                    Noise = mode.ToString().ToLowerInvariant(),
                    conditions.Seed,
                    TimeSeconds = conditions.Time,
                    Extrapolated = result.IsExtrapolated,
                    Compensation = Arguments.WordOf(conditions.Compensation),
                    CompensationEvents = result.Compensation is not { } measured ? null : new { measured.Conversions, measured.CellReads, measured.DriverPulses },
                    Reference = parsed.GetValue(reference),
                    product.Samples,
                    product.Inputs,
                    product.Outputs,
                    Events = new { events.Conversions, events.CellReads, events.DriverPulses },
                    Exact = result.IsExact,
                    result.LargestError,
                    SignalToNoiseDb = result.SignalToNoise,
                    result.EffectiveBits,
                }));
                return ExitCode.Done;
            }
            // An exact product of zeros has no bits to compare with.
            var bits = result.EffectiveBits is { } effective ? string.Create(CultureInfo.InvariantCulture, $"{effective:0.00} effective bits, ") : "";
            var error = result.IsExact ? "equal to the exact product" : bits + string.Create(CultureInfo.InvariantCulture, $"largest error {result.LargestError:G6}");
            terminal.WriteLine($"{parsed.GetValue(output)}: {product.Samples} x {product.Outputs}, {error}");
            terminal.WriteLine(Said(events));
            if (result.Compensation is { Conversions: > 0 } taken) terminal.WriteLine($"compensation: {Said(taken)}");
            if (result.IsExtrapolated == true) terminal.WriteLine("extrapolated: this time is beyond what was measured of the device");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Said(EventCounts events) => string.Create(
        CultureInfo.InvariantCulture, $"{events.Conversions:#,0} conversions, {events.CellReads:#,0} cell reads, {events.DriverPulses:#,0} driver pulses");

    private static Option<string> Required(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName, Required = true };
}
