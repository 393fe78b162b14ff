using System.Globalization;
using System.Text;
using TileDsl.Syntax;

namespace TileDsl.Onnx;

/// <summary>An imported network as a person would have written it.</summary>
public static class NetworkText
{
    /// <summary>The text of a .tile file that declares the network, in the language's own layout.</summary>
    /// <param name="network">The network.</param>
    /// <param name="name">Its name; see <see cref="NameOf"/>.</param>
    /// <param name="weights">Where the ONNX file will be, relative to the .tile file, with <c>/</c>.</param>
    /// <exception cref="TileException">A name that is no identifier, a path that is none, or more layers than a .tile file holds.</exception>
    public static string Of(ImportedNetwork network, string name, string weights)
    {
        if (!IsName(name)) throw new TileException($"'{name}' is no name: letters, digits and _, not a digit first");
        var text = new StringBuilder("tile 1\n\n");
        var weighty = network.Layers.Count(l => l.Weights is not null);
        var values = network.Tensors.Sum(t => (long)t.Values.Length + (t.Bias?.Length ?? 0));
        Comment(text, string.Create(
            CultureInfo.InvariantCulture,
            $"Imported from {Path.GetFileName(network.Path)}: {network.Layers.Count} {(network.Layers.Count == 1 ? "layer" : "layers")}, {weighty} with {values:#,0} weights and biases."));
        foreach (var remark in network.Remarks) Comment(text, char.ToUpperInvariant(remark[0]) + remark[1..] + ".");
        text.Append("network ").Append(name).Append(" {\n");
        text.Append("input ").Append(Input(network.Input)).Append('\n');
        text.Append("weights ").Append(new StringNode(default, weights)).Append('\n');
        var above = "input";
        foreach (var layer in network.Layers)
        {
            text.Append("layer ").Append(layer.Name).Append(" : ").Append(Text.LayerText.Of(layer, above)).Append('\n');
            above = layer.Name;
        }
        text.Append("place all digital\n}\n");
        var parsed = TileLanguage.Parse(new SourceText("imported.tile", text.ToString()));
        if (parsed.Diagnostics.Count > 0) throw new TileException($"{network.Path}: cannot be written as a .tile file: {parsed.Diagnostics[0].Message}");
        return TileLanguage.Print(parsed.Root);
    }

    /// <summary>A network's name from that of a file: <c>kws_dscnn.onnx</c> is <c>KwsDscnn</c>.</summary>
    public static string NameOf(string path)
    {
        var name = new StringBuilder();
        var begins = true;
        foreach (var c in Path.GetFileNameWithoutExtension(path))
        {
            if (char.IsAsciiLetterOrDigit(c)) name.Append(begins ? char.ToUpperInvariant(c) : c);
            begins = !char.IsAsciiLetterOrDigit(c);
        }
        if (name.Length == 0 || char.IsAsciiDigit(name[0])) name.Insert(0, "Network");
        return name.ToString();
    }

    /// <summary>Whether the language takes it for a name.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= 200 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static string Input(ImportedInput input)
    {
        var shape = string.Join("x", input.Shape);
        return input.Codes is { } codes
            ? $"{codes.Word}[{shape}], scale {Text.LayerText.Number(codes.Scale)}{(codes.ZeroPoint == 0 ? "" : $", zero_point {codes.ZeroPoint.ToString(CultureInfo.InvariantCulture)}")}"
            : $"float32[{shape}]";
    }

    /// <summary>Names of a file must not end the line they stand in.</summary>
    private static void Comment(StringBuilder text, string line) =>
        text.Append("// ").Append([.. line.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c)]).Append('\n');
}
