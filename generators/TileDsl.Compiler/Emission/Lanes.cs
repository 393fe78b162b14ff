using TileDsl.Planning;

namespace TileDsl.Emission;

/// <summary>One width of a kernel: how a column, or a vector of columns, is written.</summary>
/// <param name="Name">Suffix of its methods: Scalar, Portable, Wide.</param>
/// <param name="Class">The static class of vector operations; empty for scalars.</param>
/// <param name="Accumulators">Sums kept in registers at once.</param>
internal sealed record Lanes(string Name, string Class, int Accumulators)
{
    public static Lanes Scalar { get; } = new("Scalar", "", 12);

    /// <summary>16 registers of 256 bits: 12 sums, 3 weights, an input.</summary>
    public static Lanes Portable { get; } = new("Portable", "Vector", 12);

    /// <summary>32 registers of 512 bits.</summary>
    public static Lanes Wide { get; } = new("Wide", "Vector512", 24);

    public static IReadOnlyList<Lanes> All { get; } = [Scalar, Portable, Wide];

    public bool IsScalar => Class.Length == 0;

    public string Float => IsScalar ? "float" : Class + "<float>";

    public string Double => IsScalar ? "double" : Class + "<double>";

    /// <summary>Columns of a float32 step.</summary>
    public string Count => IsScalar ? "1" : Class + "<float>.Count";

    public string FusedMultiplyAdd(string a, string b, string c, bool wide = false) => IsScalar
        ? (wide ? "Math" : "MathF") + $".FusedMultiplyAdd({a}, {b}, {c})"
        : $"{Class}.FusedMultiplyAdd({a}, {b}, {c})";

    public string Load(string reference, string at) => IsScalar ? $"Unsafe.Add(ref {reference}, {at})" : $"{Class}.LoadUnsafe(ref {reference}, {at})";

    public string Store(string reference, string at, string value) => IsScalar ? $"Unsafe.Add(ref {reference}, {at}) = {value};" : $"({value}).StoreUnsafe(ref {reference}, {at});";

    public string Broadcast(string value) => IsScalar ? value : $"{Class}.Create({value})";

    public string Lower(string value) => $"{Class}.WidenLower({value})";

    public string Upper(string value) => $"{Class}.WidenUpper({value})";

    /// <summary>The halves of sums that are kept in float64.</summary>
    public IReadOnlyList<string> Halves(SumForm sums) => sums != SumForm.Float64Exact || IsScalar ? [""] : ["Lower", "Upper"];
}
