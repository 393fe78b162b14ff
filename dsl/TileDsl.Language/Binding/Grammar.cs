namespace TileDsl.Binding;

/// <param name="Example">One of it, for messages.</param>
/// <param name="Required">Whether a block is incomplete without it.</param>
internal sealed record PropertyRule(string Name, string Example, bool Required = false);

/// <summary>What a block of one keyword may hold.</summary>
/// <param name="Kinds">The kinds behind the colon; none where there is only one sort.</param>
/// <param name="LaterKinds">Kinds of the language that this version does not simulate.</param>
/// <param name="Derives">Whether one may be derived from another of the same keyword.</param>
/// <param name="LaterProperties">Properties of the language that this version does not simulate.</param>
internal sealed record BlockRule(
    string Keyword,
    IReadOnlyList<string> Kinds,
    IReadOnlyList<string> LaterKinds,
    bool Derives,
    IReadOnlyList<PropertyRule> Properties,
    IReadOnlyList<string> LaterProperties)
{
    /// <summary>Properties without meaning for the ideal kind.</summary>
    public IReadOnlyList<string> NotOfIdeal { get; init; } = [];

    /// <summary>Why they have none.</summary>
    public string IdealMeans { get; init; } = "";
}

/// <summary>The keywords of the language, in one place.</summary>
internal static class Grammar
{
    public const string Ideal = "ideal";

    public static readonly BlockRule Device = new(
        "device", [Ideal, "generic"], ["pcm", "reram", "flash"], Derives: true,
        [
            new("conductance", "conductance 0.1 uS .. 25 uS", Required: true),
            new("programming", "programming sigma = 0.5 uS"),
            new("variability", "variability 3 %"),
            new("read_noise", "read_noise sigma = 0.2 uS"),
            new("read", "read 0.2 V, 130 ns"),
            new("write", "write 100 pJ, 1 us"),
        ],
        ["verify", "drift", "faults", "endurance", "retention", "iv", "temperature"])
    {
        NotOfIdeal = ["programming", "variability", "read_noise"],
        IdealMeans = "its cells are programmed and read exactly",
    };

    public static readonly BlockRule Adc = new(
        "adc", [Ideal, "sar", "ramp", "flash", "pipeline", "cco"], [], Derives: true,
        [
            new("bits", "bits 8", Required: true),
            new("codes", "codes signed", Required: true),
            new("range", "range full"),
            new("energy", "energy 2.0 pJ"),
            new("time", "time 1.2 ns"),
            new("area", "area 1200 um2"),
            new("shared_by", "shared_by 8 columns"),
        ],
        ["technology", "noise", "offset", "gain", "nonlinearity", "on_clip", "centre_offset"])
    {
        NotOfIdeal = ["bits", "codes", "range"],
        IdealMeans = "it neither rounds nor clamps",
    };

    public static readonly BlockRule Dac = new(
        "dac", [], [], Derives: true,
        [
            new("bits", "bits 1", Required: true),
            new("range", "range abs_max"),
            new("energy", "energy 0.4 pJ"),
            new("time", "time 1 ns"),
            new("area", "area 0.2 um2"),
        ],
        ["noise", "offset", "gain", "nonlinearity"]);

    public static readonly BlockRule Tile = new(
        "tile", [], [], Derives: true,
        [
            new("array", "array 256 x 256, pair", Required: true),
            new("cell", "cell Cell", Required: true),
            new("adc", "adc Adc, subtract analog", Required: true),
            new("dac", "dac Dac"),
            new("pedestal", "pedestal digital"),
            new("offset", "offset column"),
        ],
        ["wire", "spare_columns", "correction", "phases", "column_flip", "zero_input", "polarities"]);

    public static readonly BlockRule Slicing = new(
        "slicing", [], [], Derives: true,
        [
            new("weights", "weights 8 bit signed, slices 3+2+2 bit, differential", Required: true),
            new("inputs", "inputs 8 bit unsigned, slices 8 x 1 bit", Required: true),
        ],
        []);

    public static readonly BlockRule Data = new(
        "data", [], [], Derives: false,
        [
            new("inputs", "inputs \"x.npy\" [0..199]", Required: true),
            new("labels", "labels \"y.npy\" [0..199]"),
        ],
        ["layout"]);

    public static readonly BlockRule Network = new(
        "network", [], [], Derives: false,
        [
            new("input", "input uint8[8x8], scale 1/16", Required: true),
            new("weights", "weights \"network.onnx\""),
            new("layer", "layer hidden : dense(64 -> 32), relu"),
            new("place", "place all on Core using W8A8"),
            new("calibrate", "calibrate on Training"),
            new("evaluate", "evaluate on Test, accuracy"),
        ],
        []);

    public static readonly BlockRule Check = new(
        "check", [], [], Derives: false,
        [
            new("exact", "exact"),
            new("no_clipping", "no_clipping on Test"),
            new("accuracy", "accuracy >= 88 % on Test, chips 20"),
        ],
        ["energy", "time", "latency", "area"]);

    public static readonly IReadOnlyList<BlockRule> BlockRules = [Device, Adc, Dac, Tile, Slicing, Data, Network, Check];

    /// <summary>Keywords that begin a block.</summary>
    public static readonly IReadOnlyList<string> Blocks = BlockRules.Select(b => b.Keyword).ToArray();

    /// <summary>Keywords that begin a line of a file.</summary>
    public static readonly IReadOnlyList<string> Statements = ["tile", "import", "param"];

    /// <summary>Blocks of the language that this version does not simulate.</summary>
    public static readonly IReadOnlyList<string> LaterBlocks = ["chip", "map", "digital"];

    /// <summary>Layers of the language that this version does not simulate.</summary>
    public static readonly IReadOnlyList<string> LaterLayers = ["attention"];

    public static BlockRule Block(string keyword) => BlockRules.First(b => b.Keyword == keyword);

    /// <summary>"device" for the name of a kind of device, which no declaration may take; null for other names.</summary>
    public static string? KindOf(string name) =>
        BlockRules.FirstOrDefault(b => b.Kinds.Contains(name) || b.LaterKinds.Contains(name))?.Keyword;
}
