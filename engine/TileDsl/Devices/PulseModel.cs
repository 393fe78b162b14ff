using TileDsl.Kernels;

namespace TileDsl.Devices;

/// <summary>What a pulse adds to a state w.</summary>
internal enum PulseStep
{
    /// <summary>s (1 - w/w_max) k.</summary>
    SoftBounds,

    /// <summary>s (1 - gamma w/bound) k, the bound that of the model and not the device's own.</summary>
    Linear,

    /// <summary>max(0, 1 - A exp(gamma z)) k s, z = 2 a w/(w_max - w_min) + b.</summary>
    Exponential,
}

/// <summary>
/// How pulses change a device: the constants of published fits, for a state w between w_min and w_max (about -1 and 1), which
/// maps linearly onto g_min .. g_max. k = 1 + deviation * xi, drawn for every pulse.
/// </summary>
internal sealed record PulseModel(PulseStep Step, double Least, double LeastSpread, double StepNoise)
{
    /// <summary>w_max and its standard deviation between devices, relative.</summary>
    public (double Mean, double Spread) Upper { get; init; } = (1, 0);

    /// <summary>w_min, likewise.</summary>
    public (double Mean, double Spread) Lower { get; init; } = (-1, 0);

    /// <summary>Whether steps vary between devices by a log-normal factor.</summary>
    public bool IsLogNormal { get; init; }

    /// <summary>By how much, relative, downward steps are smaller than upward ones.</summary>
    public double UpDown { get; init; }

    /// <summary>Standard deviation of what is read, in units of <see cref="Least"/>.</summary>
    public double WriteNoise { get; init; }

    /// <summary>A of the exponential step, upward and downward; gamma of the linear one: the share of a step that is lost at the mean bound.</summary>
    public (double Up, double Down) Shape { get; init; }

    /// <summary>gamma of the exponential step.</summary>
    public double Gamma { get; init; }

    /// <summary>a and b of the exponential step.</summary>
    public (double A, double B) State { get; init; }

    /// <summary>A published model; null for the name that means none.</summary>
    public static PulseModel? Named(PulseModelName name) => name switch
    {
        PulseModelName.Reprogram => null,

        // Gong et al., Nat. Commun. (2018).
        PulseModelName.ReRamES => new(PulseStep.Exponential, 0.00135, 0.2, 5.0)
        {
            Upper = (1, 0.3), Lower = (-1, 0.3), Shape = (-1.18445, -0.081404), Gamma = 5, State = (-0.5, -0.5), UpDown = 0.259359, WriteNoise = 75,
        },
        PulseModelName.ReRamSB => new(PulseStep.SoftBounds, 0.002, 0.3, 3.75) { Upper = (1.25, 0.24), Lower = (-0.75, 0.4), WriteNoise = 56 },

        // Li et al., VLSI (2018). The slow leak of its charge (1e6 steps) is longer than programming and left out.
        PulseModelName.Capacitor => new(PulseStep.Linear, 0.005, 0.1, 0.3) { Shape = (0.05, 0.05) },

        // Tang et al., IEDM (2018).
        PulseModelName.EcRam => new(PulseStep.Linear, 0.002, 0.1, 0.3) { Upper = (1.1724, 0), Lower = (-0.8276, 0), Shape = (0.1153, 0.5085) },

        // Kim et al., IEDM (2019).
        PulseModelName.EcRamMO => new(PulseStep.Linear, 0.000282, 0.1, 2.0) { Upper = (1.1714, 0), Lower = (-0.8286, 0), Shape = (0.4152, 0.7342) },

        // Nandakumar et al., Front. Neurosci. (2020): one direction, 0 to 2; it is reset to be lowered.
        PulseModelName.Pcm => new(PulseStep.Exponential, 0.01, 0.2, 0.6)
        {
            Upper = (2, 0), Lower = (0, 0), Shape = (-27.235, -2.235), Gamma = 2.5, State = (-1, 0),
        },

        // Gong, Rasch et al., IEDM (2022).
        PulseModelName.ReRamArrayOM => new(PulseStep.SoftBounds, 0.0949, 0.7829, 0.4158)
        {
            Upper = (1, 0.3499), Lower = (-1, 0.5695), IsLogNormal = true, WriteNoise = 1.4113,
        },
        PulseModelName.ReRamArrayHfO2 => new(PulseStep.SoftBounds, 0.4622, 0.7125, 0.2174)
        {
            Upper = (1, 0.4295), Lower = (-1, 0.599), IsLogNormal = true, WriteNoise = 0.5841,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
