using System.Collections.Concurrent;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Converters;

/// <summary>
/// The physical output converters of a layer on one chip. Each has an offset, a gain and thresholds of its own, which depend on
/// its place and nothing else: its array, the polarity it converts, and its number in the array,
/// <c>array column / shared_by</c>. What it sees becomes <c>u = z + (u0 - z)(1 + gain) + offset</c> steps, z the
/// <see cref="ConverterSpec.Pivot"/>.
/// </summary>
public sealed class ConverterBank
{
    /// <summary>A gigabyte.</summary>
    private const long MostThresholds = 1L << 28;

    private readonly ConverterSpec _spec;
    private readonly PartStreams _streams;
    private readonly ConcurrentDictionary<(int Tile, int Polarity, int Converter), float[]> _thresholds = new();
    private long _kept;

    /// <summary>The converters of a layer.</summary>
    /// <param name="spec">What they are.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="chip">Which physical chip.</param>
    /// <param name="layer">Index of the layer in its network; 0 for a lone matrix.</param>
    /// <param name="draws">False where every random draw is zero (<c>--noise off</c>); what all converters have in common stays.</param>
    /// <param name="matrix">Which matrix of the layer; 0 where it has one.</param>
    public ConverterBank(ConverterSpec spec, ulong seed, int chip, int layer, bool draws = true, int matrix = 0)
    {
        _spec = spec;
        _streams = new PartStreams(seed, chip, layer, matrix, draws);
        HasLine = spec.Offset != 0 || spec.Gain != 0 || (draws && (spec.OffsetDeviation != 0 || spec.GainDeviation != 0));
        HasThresholds = spec.Nonlinearity is { } parts && (draws || IsSystematic(parts));
    }

    /// <summary>Whether offset or gain is in force.</summary>
    public bool HasLine { get; }

    /// <summary>Whether thresholds are; else codes are rounded.</summary>
    public bool HasThresholds { get; }

    /// <summary>Relative error of the slope about the pivot.</summary>
    public float Gain(int tile, int polarity, int converter) => (float)ExactGain(tile, polarity, converter);

    /// <summary>Steps.</summary>
    public float Offset(int tile, int polarity, int converter) => (float)ExactOffset(tile, polarity, converter);

    /// <summary><c>u = fma(u0, Slope, Origin)</c> in float32: 1 + gain, and offset - z gain, each rounded once.</summary>
    public (float Slope, float Origin) Line(int tile, int polarity, int converter)
    {
        var gain = ExactGain(tile, polarity, converter);
        return ((float)(1 + gain), (float)(ExactOffset(tile, polarity, converter) - _spec.Pivot * gain));
    }

    /// <summary>
    /// The thresholds of the codes from the second on, ascending, in steps: n is how many are at or below u. Null where they are evenly
    /// spaced and n is rint(u). Kept from the first call on.
    /// </summary>
    /// <exception cref="TileException">There are more than memory is for.</exception>
    public float[]? Thresholds(int tile, int polarity, int converter)
    {
        if (!HasThresholds) return null;
        if (_thresholds.TryGetValue((tile, polarity, converter), out var kept)) return kept;
        var made = ThresholdLaw.Of(_spec, _spec.Nonlinearity!, (purpose, gaussians) => _streams.Parts(purpose, converter, tile, polarity, gaussians));
        if (!_thresholds.TryAdd((tile, polarity, converter), made)) return _thresholds[(tile, polarity, converter)];
        if (Interlocked.Add(ref _kept, made.Length) > MostThresholds)
            throw new TileException($"The converters of this layer have more than {MostThresholds} thresholds, {made.Length} each; give them fewer bits, let more columns share one (shared_by), or leave out their nonlinearity.");
        return made;
    }

    private double ExactGain(int tile, int polarity, int converter) =>
        _spec.Gain + (_spec.GainDeviation == 0 ? 0 : _spec.GainDeviation * _streams.One(NoisePurpose.ConverterGain, converter, tile, polarity));

    private double ExactOffset(int tile, int polarity, int converter) =>
        _spec.Offset + (_spec.OffsetDeviation == 0 ? 0 : _spec.OffsetDeviation * _streams.One(NoisePurpose.ConverterOffset, converter, tile, polarity));

    private static bool IsSystematic(NonlinearitySpec parts) =>
        parts.Compression != 0 || !double.IsPositiveInfinity(parts.AmplifierDecibel) || Array.Exists(parts.TableMean, e => e != 0);
}
