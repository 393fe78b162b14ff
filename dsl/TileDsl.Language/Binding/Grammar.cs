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
        "device", [Ideal, "generic", "pcm", "reram", "flash"], [], Derives: true,
        [
            new("conductance", "conductance 0.1 uS .. 25 uS", Required: true),
            new("programming", "programming sigma = 0.5 uS"),
            new("verify", "verify tolerance = 0.5 uS, max_pulses = 20"),
            new("variability", "variability 3 %"),
            new("read_noise", "read_noise sigma = 0.2 uS"),
            new("drift", "drift nu = 0.05 +- 0.01, t0 = 20 s"),
            new("retention", "retention at(1 s, sigma = 0.3 uS), at(1 day, sigma = 0.5 uS)"),
            new("measured", "measured 5 days"),
            new("faults", "faults stuck_low = 0.1 %, stuck_high = 0.05 %"),
            new("endurance", "endurance weibull(1e8 writes, shape = 2)"),
            new("iv", "iv cubic = -0.25"),
            new("law", "law \"My.Company.Law\""),
            new("read", "read 0.2 V, 130 ns"),
            new("write", "write 100 pJ, 1 us"),
        ],
        ["temperature"])
    {
        NotOfIdeal = ["programming", "verify", "variability", "read_noise", "drift", "retention", "measured", "faults", "endurance", "iv", "law"],
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
            new("technology", "technology 32 nm"),
            new("noise", "noise 0.3 lsb"),
            new("offset", "offset +- 0.5 lsb"),
            new("gain", "gain +- 1 %"),
            new("nonlinearity", "nonlinearity mismatch 1 %"),
            new("on_clip", "on_clip halve_input"),
        ],
        ["centre_offset"])
    {
        NotOfIdeal = ["bits", "codes", "range", "technology", "noise", "offset", "gain", "nonlinearity", "on_clip"],
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
            new("drive", "drive pulse_width"),
            new("noise", "noise 0.1 lsb"),
            new("offset", "offset +- 0.1 lsb"),
            new("gain", "gain +- 1 %"),
            new("nonlinearity", "nonlinearity +- 0.2 lsb"),
        ],
        []);

    public static readonly BlockRule Tile = new(
        "tile", [], [], Derives: true,
        [
            new("array", "array 256 x 256, pair", Required: true),
            new("cell", "cell Cell", Required: true),
            new("adc", "adc Adc, subtract analog", Required: true),
            new("dac", "dac Dac"),
            new("pedestal", "pedestal digital"),
            new("offset", "offset column"),
            new("wire", "wire row 1 ohm, column 1 ohm"),
            new("zero_input", "zero_input disconnected"),
            new("polarities", "polarities interleaved"),
            new("spare_columns", "spare_columns 16"),
            new("correction", "correction checksum"),
        ],
        ["phases", "column_flip"]);

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
            new("layout", "layout NHWC"),
        ],
        []);

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
