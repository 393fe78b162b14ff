using System.Globalization;
using System.Numerics;
using TileDsl.Model;

namespace TileDsl;

/// <summary>Values for <c>param</c> declarations from outside: a project file, a command line, a script.</summary>
public static class ParameterValues
{
    /// <summary>A decimal, exactly.</summary>
    public static Rational Of(decimal value)
    {
        var bits = decimal.GetBits(value);
        var magnitude = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        var scale = (bits[3] >> 16) & 0xFF;
        return new Rational(value < 0 ? -magnitude : magnitude, BigInteger.Pow(10, scale));
    }

    /// <summary>Reads <c>adc_bits=6;rows=128</c>; commas separate as well, and empty entries do not count.</summary>
    /// <param name="complaint">What is wrong, where something is; else empty.</param>
    public static bool TryParse(string text, out IReadOnlyDictionary<string, Rational> values, out string complaint)
    {
        var read = new Dictionary<string, Rational>(StringComparer.Ordinal);
        values = read;
        complaint = "";
        foreach (var entry in text.Split(';', ',').Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            var equals = entry.IndexOf('=');
            var name = equals < 0 ? entry : entry.Substring(0, equals).Trim();
            if (equals < 0) complaint = $"'{entry}' has no '='";
            else if (!decimal.TryParse(entry.Substring(equals + 1).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                complaint = $"'{entry.Substring(equals + 1).Trim()}' is not a number";
            else if (read.ContainsKey(name)) complaint = $"'{name}' is given twice";
            else read.Add(name, Of(value));
            if (complaint.Length > 0) return false;
        }
        return true;
    }
}
