namespace TileDsl.Chips;

/// <summary>The container's numbers and names.</summary>
internal static class ChipParts
{
    public const int Version = 1;
    public const int Alignment = 64;

    /// <summary>Of the header: some hundred thousand arrays.</summary>
    public const int LongestHeader = 1 << 26;

    public const string Targets = "targets";
    public const string Conductances = "conductances";
    public const string References = "references";
    public const string Log = "log";
    public const string ReferenceLog = "referenceLog";
    public const string Asked = "asked";
    public const string Spares = "spares";
    public const string SpareLog = "spareLog";
    public const string Replaced = "replaced";

    public static ReadOnlySpan<byte> Magic => "TILECHIP"u8;
}
