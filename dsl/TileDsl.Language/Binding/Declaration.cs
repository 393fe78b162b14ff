using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>A name and where it was declared.</summary>
/// <param name="keyword">What declares it: "param", "device", "network" …</param>
/// <param name="line">The block, or the statement of a parameter.</param>
internal sealed class Declaration(string keyword, NameNode name, Line line, Module module)
{
    public string Keyword { get; } = keyword;

    public string Name => NameNode.Text;

    public NameNode NameNode { get; } = name;

    public Line Line { get; } = line;

    public BlockNode Block => (BlockNode)Line;

    public Module Module { get; } = module;

    /// <summary>Whether a parameter's line has been read; its value is null where that failed.</summary>
    public bool IsEvaluated { get; private set; }

    public Quantity? Value { get; private set; }

    public void Evaluated(Quantity? value)
    {
        IsEvaluated = true;
        Value = value;
    }
}

/// <summary>
/// One file of a program: what it declares and what it imports. An import brings every name its file declares, and those
/// that file imports itself.
/// </summary>
internal sealed class Module(string path, ParseResult parsed, ISourceResolver sources)
{
    private readonly Dictionary<string, Declaration> _own = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);
    private readonly List<Module> _reachable = [];

    /// <summary>The path imports are resolved against, with '/'.</summary>
    public string Path { get; } = path;

    public ParseResult Parsed { get; } = parsed;

    /// <summary>Where the tables it names are.</summary>
    public ISourceResolver Sources { get; } = sources;

    /// <summary>In file order.</summary>
    public List<Declaration> Declarations { get; } = [];

    /// <summary>Every file imported, directly or not.</summary>
    public IReadOnlyList<Module> Reachable => _reachable;

    public void Declare(Declaration declaration)
    {
        Declarations.Add(declaration);
        _own[declaration.Name] = declaration;
    }

    /// <summary>A name whose declaration could not be read: it has been reported, and uses of it are not.</summary>
    public void DeclareUnreadable(string name) => _unreadable.Add(name);

    public bool IsUnreadable(string name) => _unreadable.Contains(name) || _reachable.Any(m => m._unreadable.Contains(name));

    public void Reach(Module imported)
    {
        foreach (var module in imported._reachable.Append(imported))
        {
            if (module != this && !_reachable.Contains(module)) _reachable.Add(module);
        }
    }

    public Declaration? Find(string name)
    {
        if (_own.TryGetValue(name, out var own)) return own;
        foreach (var module in _reachable)
        {
            if (module._own.TryGetValue(name, out var imported)) return imported;
        }
        return null;
    }

    /// <summary>The names a declaration keyword gives here, own ones first.</summary>
    public IEnumerable<string> Names(string keyword) =>
        Declarations.Concat(_reachable.SelectMany(m => m.Declarations)).Where(d => d.Keyword == keyword).Select(d => d.Name);
}
