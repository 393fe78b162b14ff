using System.Collections.Concurrent;
using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Converters;

/// <summary>
/// The physical input drivers of a layer on one chip, one for every row of every array. A digit d above 0 is driven as
/// <c>d (1 + gain) + offset + error(d)</c> input steps, a negative one as the opposite of its magnitude, and 0 not at all.
/// </summary>
public sealed class DriverBank
{
    /// <summary>A gigabyte.</summary>
    private const long MostDigits = 1L << 28;

    private readonly DriverSpec _spec;
    private readonly int _digits;
    private readonly PartStreams _streams;
    private readonly ConcurrentDictionary<(int Tile, int Row), float[]> _levels = new();
    private long _kept;

    /// <summary>The drivers of a layer.</summary>
    /// <param name="spec">What they are.</param>
    /// <param name="widestSlice">Bits of the widest input slice, at most the driver's.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="chip">Which physical chip.</param>
    /// <param name="layer">Index of the layer in its network; 0 for a lone matrix.</param>
    /// <param name="draws">False where every random draw is zero (<c>--noise off</c>); what all drivers have in common stays.</param>
    /// <param name="matrix">Which matrix of the layer; 0 where it has one.</param>
    public DriverBank(DriverSpec spec, int widestSlice, ulong seed, int chip, int layer, bool draws = true, int matrix = 0)
    {
        if (widestSlice < 1 || widestSlice > spec.Bits) throw new ArgumentOutOfRangeException(nameof(widestSlice));
        _spec = spec;
        _digits = 1 << widestSlice;
        _streams = new PartStreams(seed, chip, layer, matrix, draws);
        HasErrors = spec.Offset != 0 || spec.Gain != 0 || Array.Exists(spec.TableMean, e => e != 0)
            || (draws && (spec.OffsetDeviation != 0 || spec.GainDeviation != 0 || spec.Nonlinearity != 0 || Array.Exists(spec.TableDeviation, e => e != 0)));
    }

    /// <summary>Whether any digit is driven as something else.</summary>
    public bool HasErrors { get; }

    /// <summary>What a row is driven with, in input steps, by digit from 0 on. Null where that is the digit. Kept from the first call on.</summary>
    /// <exception cref="TileException">There are more than memory is for.</exception>
    public float[]? Levels(int tile, int row)
    {
        if (!HasErrors) return null;
        if (_levels.TryGetValue((tile, row), out var kept)) return kept;
        var made = Make(tile, row);
        if (!_levels.TryAdd((tile, row), made)) return _levels[(tile, row)];
        if (Interlocked.Add(ref _kept, made.Length) > MostDigits)
            throw new TileException($"The drivers of this layer have more than {MostDigits} levels, {made.Length} each; use narrower input slices, or leave out the driver's nonlinearity.");
        return made;
    }

    private float[] Make(int tile, int row)
    {
        var gain = 1 + _spec.Gain + _spec.GainDeviation * _streams.One(NoisePurpose.DriverGain, row, tile, 0);
        var offset = _spec.Offset + _spec.OffsetDeviation * _streams.One(NoisePurpose.DriverOffset, row, tile, 0);
        var levels = new float[_digits];
        var gaussians = new float[_digits];
        _streams.Parts(NoisePurpose.DriverDigit, row, tile, 0, gaussians);
        for (var digit = 1; digit < levels.Length; digit++)
        {
            var (mean, deviation) = _spec.TableMean.Length > 0 ? (_spec.TableMean[digit - 1], _spec.TableDeviation[digit - 1]) : (0, _spec.Nonlinearity);
            levels[digit] = (float)(digit * gain + offset + (mean + deviation * gaussians[digit]));
        }
        return levels;
    }
}
