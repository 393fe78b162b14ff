using System.Text.Json;
using System.Text.Json.Serialization;
using TileDsl.Devices;

namespace TileDsl.Chips;

/// <summary>The JSON header of a chip's file.</summary>
internal sealed record ChipHeader(
    string Schema, string Network, ulong Seed, int Chip, double Writes, string? Program, string? File, string? Device, ChipHeader.Tally Programming, ChipHeader.Layer[] Layers)
{
    public const string KnownSchema = "tiledsl.chip/1";

    public sealed record Layer(string Name, ChipLayout Layout, string Device, Array[] Arrays, Part[] Data);

    /// <summary>What programming an array took.</summary>
    public sealed record Array(int Number, int Polarity, Tally Programming);

    public sealed record Tally(
        long Devices, long Pulses, long Reads, long Accepted, long Stuck, long Worn, double Seconds, double Joules, long Located = 0, long Countered = 0, long Replaced = 0, long Unrepaired = 0)
    {
        public static Tally Of(ProgrammingTally t) =>
            new(t.Cells, t.Pulses, t.Reads, t.Accepted, t.Stuck, t.Worn, t.Time, t.Energy, t.Located, t.Countered, t.Replaced, t.Unrepaired);

        /// <summary>Whether programming can have taken this.</summary>
        [JsonIgnore]
        public bool IsPossible =>
            Math.Min(Seconds, Joules) >= 0 && double.IsFinite(Seconds) && double.IsFinite(Joules)
            && new[] { Devices, Pulses, Reads, Accepted, Stuck, Worn, Located, Countered, Replaced, Unrepaired }.All(n => n is >= 0 and <= 1L << 60);

        public ProgrammingTally ToTally() => new()
        {
            Cells = Devices, Pulses = Pulses, Reads = Reads, Accepted = Accepted, Stuck = Stuck, Worn = Worn, Time = Seconds, Energy = Joules,
            Located = Located, Countered = Countered, Replaced = Replaced, Unrepaired = Unrepaired,
        };
    }

    /// <summary>An .npy file behind the header.</summary>
    /// <param name="Offset">From the end of the header.</param>
    public sealed record Part(string Name, long Offset, long Length, string Sha256);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(ChipHeader))]
internal sealed partial class ChipJson : JsonSerializerContext;
