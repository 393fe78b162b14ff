using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Binding;

/// <summary>A value in the coherent unit of its dimension.</summary>
internal readonly record struct Quantity(Rational Value, Dimension Dimension);

/// <summary>What a place asks for: how it is called, what it measures, and how one is written.</summary>
internal sealed record Due(string What, Dimension Dimension, string Example)
{
    public static readonly Due Conductance = Of(Dimension.Conductance);
    public static readonly Due Voltage = Of(Dimension.Voltage);
    public static readonly Due Time = Of(Dimension.Time);
    public static readonly Due Energy = Of(Dimension.Energy);
    public static readonly Due Area = Of(Dimension.Area);
    public static readonly Due Fraction = new("a share", Dimension.Number, "3 %");

    public static Due Number(string what, string example) => new(what, Dimension.Number, example);

    /// <summary>Any quantity of a dimension.</summary>
    public static Due Of(Dimension dimension) => new(Name(dimension), dimension, dimension switch
    {
        Dimension.Number => "8",
        Dimension.Conductance => "25 uS",
        Dimension.Resistance => "1 ohm",
        Dimension.Voltage => "0.2 V",
        Dimension.Current => "2 uA",
        Dimension.Time => "130 ns",
        Dimension.Energy => "2.1 pJ",
        Dimension.Power => "3 mW",
        Dimension.Frequency => "1 GHz",
        Dimension.Length => "40 nm",
        Dimension.Area => "1200 um2",
        Dimension.Capacitance => "1 fF",
        Dimension.Temperature => "300 K",
        _ => "8 " + Units.All.Last(u => u.Dimension == dimension).Name,
    });

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
