using TileDsl.Data;

namespace TileDsl.Cli.Inputs;

/// <summary>A matrix from an .npy file: the weights or the inputs of a product.</summary>
/// <param name="IsInteger">The file holds integers.</param>
internal sealed record ProductOperand(string Path, bool IsInteger, double[] Values, int Rows, int Columns)
{
    /// <summary>Reads W, outputs by inputs.</summary>
    public static ProductOperand Weights(string path) => Read(path, "weights are outputs by inputs");

    /// <summary>Reads X, samples by inputs.</summary>
    public static ProductOperand Inputs(string path) => Read(path, "inputs are samples by inputs");

    public double Largest => Values.Max(Math.Abs);

    /// <summary>Refuses a value, with its place.</summary>
    public void RefuseAny(Func<double, bool> isBad, string expected)
    {
        var at = Array.FindIndex(Values, v => isBad(v));
        if (at >= 0) throw new TileException(FormattableString.Invariant($"'{Path}': element [{at / Columns},{at % Columns}] is {Values[at]}; {expected}"));
    }

    private static ProductOperand Read(string path, string layout)
    {
        var array = NpyArray.Read(path);
        if (array.Shape.Count != 2 || array.Shape.Any(n => n < 1))
            throw new TileException($"'{path}': has shape [{string.Join(",", array.Shape)}]; {layout}, at least one of each");
        var operand = new ProductOperand(path, array.Type[0] is 'u' or 'i' or 'b', array.ToDoubles(), array.Shape[0], array.Shape[1]);
        operand.RefuseAny(v => !double.IsFinite(v), "a finite number is needed");
        return operand;
    }
}
