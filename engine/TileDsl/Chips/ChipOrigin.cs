namespace TileDsl.Chips;

/// <summary>How a chip was programmed.</summary>
/// <param name="Seed">Seed of its errors.</param>
/// <param name="Chip">Which chip of the seed, from 0.</param>
/// <param name="Noise">Which errors are in force.</param>
/// <param name="Writes">Writes that every device had seen before.</param>
public sealed record ChipOrigin(ulong Seed, int Chip, Noise Noise = Noise.On, double Writes = 0)
{
    /// <summary>This, of a chip that there is.</summary>
    /// <exception cref="TileException">A number below 0.</exception>
    internal ChipOrigin Checked() => Chip >= 0 ? this : throw new TileException($"the chips of a seed are numbered from 0: there is no chip {Chip}");
}

/// <summary>Where the network of a chip comes from, for whoever finds its file.</summary>
/// <param name="Program">SHA-256 of the program, in hexadecimal.</param>
/// <param name="File">The .tile file.</param>
/// <param name="Device">The device that took the place of every tile's cell, where one did.</param>
public sealed record ChipLabels(string? Program = null, string? File = null, string? Device = null);
