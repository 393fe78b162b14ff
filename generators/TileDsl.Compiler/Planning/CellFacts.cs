using TileDsl.Model;

namespace TileDsl.Planning;

/// <summary>Noise that is drawn for every partial sum.</summary>
public enum FreshNoise
{
    /// <summary>None.</summary>
    None,

    /// <summary>One standard deviation for all cells.</summary>
    Uniform,

    /// <summary>It depends on the cell.</summary>
    PerCell,
}

/// <summary>A memory cell, in siemens: a device without its name, its place in the text, and what says only what it is called.</summary>
/// <param name="Device">Everything that decides what is programmed and read.</param>
public sealed record CellFacts(DeviceModel Device)
{
    public static CellFacts Of(DeviceModel device) => new(device with { Name = "", Kind = DeviceKind.Generic, ClipsReadNoise = device.ClipsReadNoise && (device.HasReadNoise || device.HasNoisePerCell) });

    public Rational GMin => Device.GMin;

    public Rational GMax => Device.GMax;

    public Rational ReadNoise => Device.ReadNoise;

    public bool ClipsReadNoise => Device.ClipsReadNoise;

    /// <summary>Anything that moves a conductance off its target: programming, variability, faults, drift, retention, frozen flicker noise.</summary>
    public bool HasStaticError => Device.HasProgrammingError;

    /// <summary>Whether conductances change with time while every random draw is zero.</summary>
    public bool HasMeanDrift => Device.Drift is not null || Device.Retention is not null || Device.Law is not null;

    /// <summary>White noise, and the fast share of flicker noise.</summary>
    public FreshNoise FreshNoise => Device.HasNoisePerCell ? FreshNoise.PerCell : Device.HasReadNoise ? FreshNoise.Uniform : FreshNoise.None;

    /// <summary>Whether the current is not proportional to the voltage.</summary>
    public bool IsNonLinear => Device.CurrentVoltage is not null;
}
