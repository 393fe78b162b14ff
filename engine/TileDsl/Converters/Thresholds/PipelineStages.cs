using TileDsl.Devices;
using TileDsl.Kernels;

namespace TileDsl.Converters;

/// <summary>
/// A pipeline of b - 1 stages of one bit and a half and a last comparator. A stage compares its input V with <c>-Vref/4</c> and
/// <c>Vref/4</c>, counts the comparators that are on, d, and hands on the residue
/// <c>((1 + r) V - (d - 1) r Vref) / (1 + (1 + r)/A)</c>, r = C2/C1 its capacitors, 1/(1 + r) the feedback of its amplifier of gain A. The
/// code is <c>sum_s d_s 2^(b - 2 - s)</c> and the last comparator. Residues that miss 2 V make codes missing, or the code turn
/// back over a few steps: the threshold of a code is then the first sum that gets it or a larger one.
/// </summary>
internal sealed class PipelineStages
{
    private readonly int _last;
    private readonly double _reference;
    private readonly double _middle;
    private readonly double[] _slope;
    private readonly double[] _jump;
    private readonly double[] _comparators;
    private int _reached;

    /// <summary>Elements: C1 and C2 of the first stage, then those of the others. Comparators: the lower and upper of each stage, then the last.</summary>
    public PipelineStages(int bits, NonlinearitySpec parts, PartGaussians draw)
    {
        _last = bits - 1;
        _reference = 1 << _last;
        _middle = ((1 << bits) - 1) / 2.0;
        (_slope, _jump, _comparators) = (new double[_last], new double[_last], new double[2 * _last + 1]);
        Thresholds = new double[(1 << bits) - 1];
        var capacitors = new float[2 * _last];
        var offsets = new float[2 * _last + 1];
        draw(NoisePurpose.ConverterElement, capacitors);
        draw(NoisePurpose.ConverterComparator, offsets);
        var inverseGain = CapacitorArray.InverseGain(parts.AmplifierDecibel);
        for (var stage = 0; stage < _last; stage++)
        {
            var ratio = (1 + parts.Mismatch * capacitors[2 * stage + 1]) / (1 + parts.Mismatch * capacitors[2 * stage]);
            var loss = 1 + inverseGain * (1 + ratio);
            _slope[stage] = (1 + ratio) / loss;
            _jump[stage] = ratio * _reference / loss;
            var (first, second) = (parts.Comparator * offsets[2 * stage] - _reference / 4, parts.Comparator * offsets[2 * stage + 1] + _reference / 4);
            (_comparators[2 * stage], _comparators[2 * stage + 1]) = (Math.Min(first, second), Math.Max(first, second));
        }
        _comparators[2 * _last] = parts.Comparator * offsets[2 * _last];
        Visit(0, double.NegativeInfinity, double.PositiveInfinity, 1, 0, 0);
    }

    /// <summary>See <see cref="ThresholdLaw"/>.</summary>
    public double[] Thresholds { get; }

    /// <summary>The inputs of [low, high) in ascending order, whose residue before a stage is slope V + origin.</summary>
    private void Visit(int stage, double low, double high, double slope, double origin, int code)
    {
        if (!(low < high)) return;
        if (stage == _last)
        {
            var edge = (_comparators[2 * _last] - origin) / slope;
            if (low < edge) Reach(code, low);
            if (edge < high) Reach(code + 1, Math.Max(low, edge));
            return;
        }
        var weight = 1 << (_last - 1 - stage);
        var lower = (_comparators[2 * stage] - origin) / slope;
        var upper = (_comparators[2 * stage + 1] - origin) / slope;
        var (nextSlope, nextOrigin) = (slope * _slope[stage], origin * _slope[stage]);
        Visit(stage + 1, low, Math.Min(lower, high), nextSlope, nextOrigin + _jump[stage], code);
        Visit(stage + 1, Math.Max(low, lower), Math.Min(upper, high), nextSlope, nextOrigin, code + weight);
        Visit(stage + 1, Math.Max(low, upper), high, nextSlope, nextOrigin - _jump[stage], code + 2 * weight);
    }

    private void Reach(int code, double input)
    {
        while (_reached < code) Thresholds[_reached++] = input + _middle;
    }
}
