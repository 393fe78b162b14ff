using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>A memory cell in the engine's terms: conductances in microsiemens, times in seconds, energies in joules.</summary>
public sealed record DeviceSpec
{
    /// <summary>Lowest conductance, uS, exactly as a fraction "n/d" (<see cref="Rational.Parse"/>).</summary>
    public required string GMin { get; init; }

    /// <summary>Highest conductance, uS, exactly as a fraction.</summary>
    public required string GMax { get; init; }

    /// <summary>Standard deviation of programming, uS, as a polynomial of g/g_max, lowest power first; empty for exact programming.</summary>
    public double[] ProgrammingSigma { get; init; } = [];

    /// <summary>Device-to-device standard deviation relative to the target.</summary>
    public double Variability { get; init; }

    /// <summary>Standard deviation of white read noise, uS.</summary>
    public double ReadNoise { get; init; }

    /// <summary>Whether a read with its noise is never below zero, so that noise cannot be folded into one Gaussian per partial sum.</summary>
    public bool ClipsReadNoise { get; init; }

    /// <summary>Whether devices are within GMin and GMax at any time, whatever they were programmed to.</summary>
    public bool ClipsConductance { get; init; }

    /// <summary>Further laws, in the order in which they act: programming errors beyond a polynomial, drift, retention, flicker noise, a user's own.</summary>
    public DeviceLaw[] Laws { get; init; } = [];

    /// <summary>Program, read back, correct; null for open loop.</summary>
    public VerifySpec? Verify { get; init; }

    /// <summary>Share of devices stuck at GMin.</summary>
    public double StuckLow { get; init; }

    /// <summary>Share of devices stuck at GMax.</summary>
    public double StuckHigh { get; init; }

    /// <summary>A file of stuck devices, int8: -1 stuck at GMin, 1 at GMax, 0 sound; null where there is none.</summary>
    public string? FaultMap { get; init; }

    /// <summary>n0 of <c>P(lost after n writes) = 1 - exp(-(n/n0)^k)</c>; 0 where devices do not wear out.</summary>
    public double EnduranceWrites { get; init; }

    /// <summary>k of the law of endurance.</summary>
    public double EnduranceShape { get; init; } = 1;

    /// <summary>Current of a device at a voltage, beyond Ohm's law; null where it is linear.</summary>
    public CurrentVoltage? CurrentVoltage { get; init; }

    /// <summary>Row voltage of the largest input, V; 0 where not known.</summary>
    public double ReadVoltage { get; init; }

    /// <summary>Time of one read, s; 0 where not known.</summary>
    public double ReadTime { get; init; }

    /// <summary>Energy of one write pulse, J; 0 where not known.</summary>
    public double WriteEnergy { get; init; }

    /// <summary>Time of one write pulse, s; 0 where not known.</summary>
    public double WriteTime { get; init; }

    /// <summary>Weights of a unit cell's devices, whose currents add: they sum to 1. Empty for one device.</summary>
    public double[] Significance { get; init; } = [];

    /// <summary>Time for which there is measured data, s, where no law says it.</summary>
    public double MeasuredSpan { get; init; } = double.PositiveInfinity;

    /// <summary>Whether anything moves a conductance off its target.</summary>
    public bool HasProgrammingError =>
        Variability != 0 || Array.Exists(ProgrammingSigma, c => c != 0) || StuckLow != 0 || StuckHigh != 0 || FaultMap is not null || EnduranceWrites != 0
        || Verify is { Model: not PulseModelName.Reprogram } || Array.Exists(Laws, law => law.MovesConductances);
}

/// <summary>Program-and-verify.</summary>
/// <param name="Tolerance">Largest difference between what is read back and the target that is accepted, uS.</param>
/// <param name="MostPulses">After so many pulses a device is left as it is.</param>
/// <param name="Model">What a pulse does.</param>
/// <param name="ReadNoise">Standard deviation of reading back, uS.</param>
public sealed record VerifySpec(double Tolerance, int MostPulses, PulseModelName Model = PulseModelName.Reprogram, double ReadNoise = 0);
