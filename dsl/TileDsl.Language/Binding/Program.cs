using TileDsl.Diagnostics;
using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>
/// The declarations of a program and what each became. A declaration is read when it is first asked for; one that has errors
/// is null from then on, and what uses it is null without another word.
/// </summary>
internal sealed class Program
{
    private readonly Derivation _derivation;
    private readonly TileBinder _tiles;
    private readonly NetworkBinder _networks;
    private readonly CheckBinder _checks;
    private readonly DataBinder _data;
    private readonly Dictionary<Declaration, object?> _bound = [];

    public Program(string rootFolder, DiagnosticSink sink)
    {
        _derivation = new Derivation(sink);
        _tiles = new TileBinder(this, sink);
        _data = new DataBinder(rootFolder);
        _networks = new NetworkBinder(this, _data, sink);
        _checks = new CheckBinder(this, sink);
    }

    /// <summary>What takes the place of tiles' cells.</summary>
    public CellReplacement Cells { get; init; } = CellReplacement.None;

    public DeviceModel? Device(Declaration declaration) => Bound(declaration, DeviceBinder.Bind);

    public AdcModel? Adc(Declaration declaration) => Bound(declaration, ConverterBinder.BindAdc);

    public DacModel? Dac(Declaration declaration) => Bound(declaration, ConverterBinder.BindDac);

    public TileModel? Tile(Declaration declaration) => Bound(declaration, _tiles.Bind);

    public SlicingModel? Slicing(Declaration declaration) => Bound(declaration, SlicingBinder.Bind);

    public DataModel? Data(Declaration declaration) => Bound(declaration, _data.Bind);

    public NetworkModel? Network(Declaration declaration) =>
        Bound(declaration, p => _networks.Bind(p, declaration.Block.Lines.OfType<LayerNode>().ToArray()));

    public IReadOnlyList<CheckModel?> Checks(Module module) =>
        module.Parsed.Root.Lines.OfType<BlockNode>().Where(b => b.Keyword.Text == Grammar.Check.Keyword).Select(b => _checks.Bind(b, module)).ToArray();

    private T? Bound<T>(Declaration declaration, Func<Properties, T?> bind)
        where T : class
    {
        if (!_bound.TryGetValue(declaration, out var model)) _bound[declaration] = model = bind(_derivation.Resolve(declaration));
        return (T?)model;
    }
}
