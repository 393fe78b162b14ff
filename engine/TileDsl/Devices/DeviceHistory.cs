namespace TileDsl.Devices;

/// <summary>What devices bring with them when a chip is programmed.</summary>
public sealed record DeviceHistory
{
    /// <summary>New devices, without given faults.</summary>
    public static readonly DeviceHistory None = new();

    /// <summary>Writes that every device has seen before: wear counts from there.</summary>
    public double Writes { get; init; }

    /// <summary>Gives the map of faults that a device names, by the path in the .tile file; null where there is none to be had.</summary>
    public Func<string, FaultMap?>? Faults { get; init; }

    /// <summary>The map of a name; null for devices that name none.</summary>
    /// <exception cref="TileException">It was not given.</exception>
    public FaultMap? Map(string? name)
    {
        if (name is null) return null;
        return Faults?.Invoke(name) ?? throw new TileException($"a device names a map of faults, '{name}', and it was not given: read it with FaultMap.Read, and hand it to Program as DeviceHistory.Faults");
    }

    internal void Check()
    {
        if (!(Writes >= 0) || double.IsInfinity(Writes)) throw new TileException($"the number of earlier writes is 0 or more, not {Writes.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
    }
}
