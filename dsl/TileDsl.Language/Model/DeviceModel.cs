namespace TileDsl.Model;

public enum DeviceKind
{
    /// <summary>Every cell is programmed exactly.</summary>
    Ideal,

    /// <summary>Phase change.</summary>
    Pcm,

    /// <summary>Resistive.</summary>
    Reram,

    /// <summary>Floating gate and charge trap.</summary>
    Flash,

    /// <summary>Whatever its properties say.</summary>
    Generic,
}

/// <summary>A memory cell. Conductances in siemens.</summary>
/// <param name="GMin">Lowest programmable conductance, S; at least 0.</param>
/// <param name="GMax">Highest programmable conductance, S; above <paramref name="GMin"/>.</param>
/// <param name="ProgrammingSigma">Coefficients (S) of the standard deviation of programming as a polynomial of g/g_max,
/// lowest power first; empty where programming is exact.</param>
/// <param name="Variability">Device-to-device standard deviation relative to the target; 0 where there is none.</param>
/// <param name="ReadNoise">Standard deviation (S) of white noise, fresh for every cell and partial sum; 0 where there is none.</param>
/// <param name="ReadVoltage">Row voltage of the largest input, V.</param>
/// <param name="ReadTime">Time of one read, s.</param>
/// <param name="WriteEnergy">Energy of one write pulse, J.</param>
/// <param name="WriteTime">Time of one write pulse, s.</param>
public sealed record DeviceModel(
    string Name,
    DeviceKind Kind,
    Rational GMin,
    Rational GMax,
    ValueList<Rational> ProgrammingSigma,
    Rational Variability,
    Rational ReadNoise,
    Rational? ReadVoltage,
    Rational? ReadTime,
    Rational? WriteEnergy,
    Rational? WriteTime,
    Origin Origin)
{
    /// <summary>Whether anything moves a conductance off its target: programming, variability, faults, wear, drift, retention, slow flicker noise, a law of the user's.</summary>
    public bool HasProgrammingError =>
        ProgrammingSigma.Any(c => c.Sign != 0) || Variability.Sign != 0 || Error is not null || Levels.Count > 0 || Drift is not null || Retention is not null
        || Flicker is { Correlation: not NoiseCorrelation.Fresh } || StuckLow.Sign != 0 || StuckHigh.Sign != 0 || FaultMap is not null || Endurance is not null
        || Verify is { Model: not PulseModelName.Reprogram } || Law is not null;

    /// <summary>Whether reading draws white noise of one deviation for all cells.</summary>
    public bool HasReadNoise => ReadNoise.Sign != 0;

    /// <summary>Whether reading draws noise whose deviation depends on the cell.</summary>
    public bool HasNoisePerCell => NoiseOfState is not null || Flicker is { Correlation: not NoiseCorrelation.Frozen } || Law is not null;

    /// <summary>Whether a read with its noise is never below zero.</summary>
    public bool ClipsReadNoise { get; init; }

    /// <summary>Whether devices are within g_min .. g_max at any time, whatever they were programmed to.</summary>
    public bool ClipsConductance { get; init; }

    /// <summary>An error of programming that is no Gaussian of a polynomial deviation; null where there is none.</summary>
    public ProgrammingErrorModel? Error { get; init; }

    /// <summary>Programming as measured level by level, ascending; empty where there is no table.</summary>
    public ValueList<LevelModel> Levels { get; init; } = ValueList<LevelModel>.Empty;

    /// <summary>Program, read back, correct; null for open loop.</summary>
    public VerifyModel? Verify { get; init; }

    /// <summary>Deviation (S) of white noise that depends on the state; null where there is none.</summary>
    public StateFunctionModel? NoiseOfState { get; init; }

    /// <summary>1/f noise; null where there is none.</summary>
    public FlickerModel? Flicker { get; init; }

    /// <summary>Drift; null where there is none.</summary>
    public DriftModel? Drift { get; init; }

    /// <summary>Measured retention; null where there is none.</summary>
    public RetentionModel? Retention { get; init; }

    /// <summary>Share of devices stuck at g_min.</summary>
    public Rational StuckLow { get; init; }

    /// <summary>Share of devices stuck at g_max.</summary>
    public Rational StuckHigh { get; init; }

    /// <summary>A file of stuck devices, a path like those of data; null where there is none.</summary>
    public Quoted? FaultMap { get; init; }

    /// <summary>Wear-out; null where there is none.</summary>
    public EnduranceModel? Endurance { get; init; }

    /// <summary>Current beyond Ohm's law; null where it is linear.</summary>
    public CurrentVoltageModel? CurrentVoltage { get; init; }

    /// <summary>A law written in C#, by its full name, checked to be one; null where there is none. Who has the class is for those to find who run it.</summary>
    public Quoted? Law { get; init; }

    /// <summary>Time for which there is measured data, s; null where only a table says it, or nothing does.</summary>
    public Rational? MeasuredSpan { get; init; }

    /// <summary>Seconds after programming for which it has data, its own laws written in C# left aside; null for no limit.</summary>
    public Rational? LastMeasured
    {
        get
        {
            var table = Retention is { Points: { Count: > 0 } points } ? points[points.Count - 1].Time : (Rational?)null;
            return table is { } last && (MeasuredSpan is not { } span || last < span) ? last : MeasuredSpan;
        }
    }

    /// <summary>Weights of the devices of a unit cell, which sum to 1; a single 1 for one device. Of a tile's cell, not of the declaration.</summary>
    public ValueList<Rational> Significance { get; init; } = new([Rational.One]);
}
