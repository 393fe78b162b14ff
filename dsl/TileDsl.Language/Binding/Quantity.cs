using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>A value in the coherent unit of its dimension.</summary>
internal readonly record struct Quantity(Rational Value, Dimension Dimension);

/// <summary>What a place asks for: how it is called, what it measures, and how one is written.</summary>
internal sealed record Due(string What, Dimension Dimension, string Example)
{
    public static readonly Due Conductance = new("a conductance", Dimension.Conductance, "25 uS");
    public static readonly Due Voltage = new("a voltage", Dimension.Voltage, "0.2 V");
    public static readonly Due Time = new("a time", Dimension.Time, "130 ns");
    public static readonly Due Energy = new("an energy", Dimension.Energy, "2.1 pJ");
    public static readonly Due Area = new("an area", Dimension.Area, "1200 um2");
    public static readonly Due Fraction = new("a share", Dimension.Number, "3 %");

    public static Due Number(string what, string example) => new(what, Dimension.Number, example);

    /// <summary>"a conductance", "a bare number".</summary>
    public static string Name(Dimension dimension) => dimension switch
    {
        Dimension.Number => "a bare number",
        Dimension.Energy => "an energy",
        Dimension.Area => "an area",
        Dimension.Bits => "a number of bits",
        Dimension.Lsb => "a number of lsb",
        Dimension.Cells => "a number of cells",
        Dimension.Columns => "a number of columns",
        Dimension.Devices => "a number of devices",
        Dimension.Writes => "a number of writes",
        _ => "a " + dimension.ToString().ToLowerInvariant(),
    };
}
