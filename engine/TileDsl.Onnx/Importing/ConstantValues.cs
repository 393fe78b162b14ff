using TileDsl.Onnx.Format;

namespace TileDsl.Onnx.Importing;

/// <summary>
/// The constants of a graph by name. Initializers are decoded when they are asked for; all that is decoded and computed
/// together is bounded by the size of the file.
/// </summary>
internal sealed class ConstantValues
{
    private const long FreeValues = 1 << 20;
    private readonly string _path;
    private readonly Dictionary<string, TensorProto> _initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _values = new(StringComparer.Ordinal);
    private long _left;

    public ConstantValues(ModelFile file)
    {
        (_path, _left) = (file.Path, 4 * file.Bytes + FreeValues);
        foreach (var tensor in file.Graph.Initializer)
        {
            if (!_initializers.TryAdd(tensor.Name, tensor)) throw new TileException($"{_path}: two tensors are named '{tensor.Name}'");
        }
    }

    public IEnumerable<string> InitializerNames => _initializers.Keys;

    public bool Has(string name) => name.Length > 0 && (_values.ContainsKey(name) || _initializers.ContainsKey(name));

    public Tensor? Find(string name)
    {
        if (name.Length == 0) return null;
        if (_values.TryGetValue(name, out var known)) return known;
        return _initializers.TryGetValue(name, out var tensor) ? _values[name] = Decode(tensor, tensor.Name) : null;
    }

    /// <summary>Keeps what a node computed.</summary>
    public void Add(string name, Tensor value)
    {
        Take(value.Count);
        _values[name] = value;
    }

    public Tensor Decode(TensorProto tensor, string name)
    {
        var count = TensorData.Count(_path, tensor);
        Take(count);
        int[] shape = [.. tensor.Dims.Select(d => (int)d)];
        return TensorData.IsInteger(tensor)
            ? new Tensor(name, shape, null, TensorData.DecodeIntegers(_path, tensor), tensor.DataType)
            : new Tensor(name, shape, TensorData.Decode(_path, tensor), null, tensor.DataType);
    }

    /// <summary>Reckons with values that are about to be made.</summary>
    public void Take(long values)
    {
        _left -= values;
        if (_left < 0) throw new TileException($"{_path}: the constants of its nodes are larger than the file: one tensor is used in too many ways");
    }
}
