using System.CommandLine;
using System.Globalization;
using System.Text;
using TileDsl.Cli.Inputs;
using TileDsl.Cli.Results;
using TileDsl.Data;
using TileDsl.Onnx;

namespace TileDsl.Cli.Commands;

/// <summary><c>tiledsl import</c>: a network description from an ONNX model.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "An ONNX model." };
        var output = new Option<string?>("--out", "-o") { Description = "The .tile file to write; the model's name beside it if not given.", HelpName = "FILE" };
        var name = new Option<string?>("--name") { Description = "The network's name; made of the model's file name if not given.", HelpName = "N" };
        var force = new Option<bool>("--force") { Description = "Overwrite the .tile file where it is there." };
        var json = Arguments.Json();
        var command = new Command("import", "Write the network of an ONNX model as a .tile file; weights stay in the model.") { model, output, name, force, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(model);
            if (Directory.Exists(path)) throw new TileException($"{path}: is a folder; an ONNX model is needed");
            var target = parsed.GetValue(output) ?? Path.ChangeExtension(path, ".tile");
            if (Directory.Exists(target)) throw new TileException($"{target}: is a folder; a file is needed");
            if (File.Exists(target) && !parsed.GetValue(force)) throw new TileException($"{target}: is there already; --force overwrites it, -o writes another file");
            var networkName = parsed.GetValue(name) ?? NetworkText.NameOf(path);
            if (!NetworkText.IsName(networkName)) throw new TileException($"--name '{networkName}': a name is letters, digits and _, not a digit first");
            terminal.Progress($"reading {path} …");
            var network = ImportedNetwork.Read(path);
            terminal.ClearProgress();
            var weights = WeightsPath(path, target, terminal);
            WholeFile.Write(target, file => file.Write(Encoding.UTF8.GetBytes(NetworkText.Of(network, networkName, weights))));
            if (parsed.GetValue(json)) terminal.Output.WriteLine(Json.Of(Document(network, networkName, target, weights)));
            else Summary(terminal, network, networkName, target);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The model as the .tile file names it, which reaches only what is in or below its folder.</summary>
    private static string WeightsPath(string model, string target, Terminal terminal)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        var relative = Path.GetRelativePath(folder, Path.GetFullPath(model)).Replace('\\', '/');
        if (!Path.IsPathRooted(relative) && relative.Split('/')[0] != "..") return relative;
        var name = Path.GetFileName(model);
        terminal.WriteError($"tiledsl: {model} is not in the folder of {target} or below it: copy it there as {name}, or name its folder by --data when you run");
        return name;
    }

    private static void Summary(Terminal terminal, ImportedNetwork network, string name, string target)
    {
        int Width(Func<ImportedLayer, string> text, int least) => Math.Max(least, network.Layers.Max(l => text(l).Length));
        var table = new TextTable(terminal, Width(l => l.Name, 5), Width(Kind, 5), Width(Shape, 6), -Width(Weights, 7));
        table.Head("layer", "kind", "output", "weights", "of the model");
        foreach (var layer in network.Layers) table.Row(layer.Name, Kind(layer), Shape(layer), Weights(layer), layer.Origin);
        terminal.WriteLine();
        foreach (var remark in network.Remarks) terminal.WriteLine(remark);
        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{target}: network {name}, {network.Layers.Count} layers, {network.Tensors.Sum(t => (long)t.Values.Length + (t.Bias?.Length ?? 0)):#,0} weights and biases, all digital"));
    }

    private static string Kind(ImportedLayer layer) => layer.Kind == LayerKind.Activation ? layer.Activation!.Word : KindWord(layer) + (layer.Activation is { } activation ? ", " + activation.Word : "");

    private static string KindWord(ImportedLayer layer) => layer.Kind switch
    {
        LayerKind.BatchNorm => "batch_norm",
        LayerKind.MaxPool => "max_pool",
        LayerKind.AveragePool => "average_pool",
        LayerKind.GlobalMaxPool => "global_max_pool",
        LayerKind.GlobalAveragePool => "global_average_pool",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static string Shape(ImportedLayer layer) => string.Join("x", layer.Output);

    private static string Weights(ImportedLayer layer) =>
        layer.Weights is { } w ? (w.Values.Length + (w.Bias?.Length ?? 0)).ToString("#,0", CultureInfo.InvariantCulture) : "";

    private static object Document(ImportedNetwork network, string name, string target, string weights) => new
    {
        Schema = "tiledsl.import/1",
        Model = network.Path,
        network.OperatorSet,
        File = target,
        Network = name,
        Weights = weights,
        Input = new
        {
            network.Input.Name,
            Type = network.Input.Codes?.Word ?? "float32",
            network.Input.Shape,
            network.Input.Codes?.Scale,
            network.Input.Codes?.ZeroPoint,
            ChannelsLast = network.Input.IsChannelsLast,
        },
        Layers = network.Layers.Select(l => new
        {
            l.Name,
            Kind = KindWord(l),
            l.Input,
            l.Output,
            l.Operands,
            Activation = l.Activation?.Word,
            Weights = l.Weights is { } w ? (long)w.Values.Length + (w.Bias?.Length ?? 0) : 0,
            Nodes = l.Origin,
        }).ToArray(),
        network.Remarks,
    };
}
