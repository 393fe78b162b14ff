namespace TileDsl.Devices;

/// <summary>The devices of a row while they are programmed by pulses: each with steps and bounds of its own.</summary>
internal sealed class PulsedDevices
{
    private readonly PulseModel _model;
    private readonly double[] _state;
    private readonly double[] _up;
    private readonly double[] _down;
    private readonly double[] _upper;
    private readonly double[] _lower;

    private PulsedDevices(PulseModel model, int length)
    {
        _model = model;
        (_state, _up, _down, _upper, _lower) = (new double[length], new double[length], new double[length], new double[length], new double[length]);
    }

    /// <summary>Devices of a row, drawn once per chip, each at its lowest state.</summary>
    public static PulsedDevices Draw(in CellRow row, PulseModel model, int length)
    {
        var devices = new PulsedDevices(model, length);
        var (step, upper, lower) = (new float[length], new float[length], new float[length]);
        row.Gaussians(NoisePurpose.PulseStep, step);
        row.Gaussians(NoisePurpose.PulseBound, upper, 0);
        row.Gaussians(NoisePurpose.PulseBound, lower, 1);
        for (var j = 0; j < length; j++)
        {
            var factor = model.IsLogNormal ? Elementary.Exp(model.LeastSpread * step[j]) : Math.Max(0, 1 + model.LeastSpread * step[j]);
            devices._up[j] = model.Least * factor;
            devices._down[j] = model.Least * Math.Max(0, factor - model.UpDown);
            // A bound does not cross zero: a device then has no range on that side.
            devices._upper[j] = model.Upper.Mean * Math.Max(0, 1 + model.Upper.Spread * upper[j]);
            devices._lower[j] = model.Lower.Mean * Math.Max(0, 1 + model.Lower.Spread * lower[j]);
            devices._state[j] = devices._lower[j];
        }
        return devices;
    }

    /// <summary>The conductance of a device, uS: the model's mean bounds are g_min and g_max.</summary>
    public double Conductance(int j, in CellRow row) =>
        Math.Max(0, row.GMin + (row.GMax - row.GMin) * ((_state[j] - _model.Lower.Mean) / (_model.Upper.Mean - _model.Lower.Mean)));

    /// <summary>Standard deviation of what is read, uS.</summary>
    public double WriteNoise(in CellRow row) => _model.WriteNoise * _model.Least * (row.GMax - row.GMin) / (_model.Upper.Mean - _model.Lower.Mean);

    /// <summary>One pulse; down is up mirrored.</summary>
    public void Pulse(int j, bool isUp, double xi)
    {
        var k = 1 + _model.StepNoise * xi;
        var w = _state[j];
        var size = isUp ? _up[j] : _down[j];
        var bound = isUp ? _upper[j] : _lower[j];
        var step = _model.Step switch
        {
            PulseStep.SoftBounds => bound == 0 ? 0 : size * (1 - w / bound) * k,
            PulseStep.Linear => size * (1 - (isUp ? _model.Shape.Up * w / _model.Upper.Mean : _model.Shape.Down * w / _model.Lower.Mean)) * k,
            _ => Exponential(j, isUp, w) * size * k,
        };
        _state[j] = Math.Min(Math.Max(_lower[j], isUp ? w + step : w - step), _upper[j]);
    }

    private double Exponential(int j, bool isUp, double w)
    {
        var range = _upper[j] - _lower[j];
        if (range == 0) return 0;
        var z = 2 * _model.State.A * w / range + _model.State.B;
        return isUp
            ? Math.Max(0, 1 - _model.Shape.Up * Elementary.Exp(_model.Gamma * z))
            : Math.Max(0, 1 - _model.Shape.Down * Elementary.Exp(-_model.Gamma * z));
    }
}
