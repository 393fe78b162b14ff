namespace TileDsl.Emission;

/// <summary>One width of a loop over columns: how a column, or a vector of columns, is written.</summary>
/// <param name="Class">The static class of vector operations; empty for scalars.</param>
internal sealed record Lanes(string Class)
{
    public static Lanes Scalar { get; } = new("");

    public static Lanes Portable { get; } = new("Vector");

    public static Lanes Wide { get; } = new("Vector512");

    public bool IsScalar => Class.Length == 0;

    public string Float => Of("float");

    public string Double => Of("double");

    public string Int => Of("int");

    /// <summary>Columns of a step whose elements are so wide.</summary>
    public string Count(string element = "float") => IsScalar ? "1" : $"{Class}<{element}>.Count";

    public string FusedMultiplyAdd(string a, string b, string c) => IsScalar ? $"MathF.FusedMultiplyAdd({a}, {b}, {c})" : $"{Class}.FusedMultiplyAdd({a}, {b}, {c})";

    public string Load(string reference, string at) => IsScalar ? $"Unsafe.Add(ref {reference}, {at})" : $"{Class}.LoadUnsafe(ref {reference}, (nuint)({at}))";

    public string Store(string reference, string at, string value) => IsScalar ? $"Unsafe.Add(ref {reference}, {at}) = {value};" : $"({value}).StoreUnsafe(ref {reference}, (nuint)({at}));";

    public string Broadcast(string value) => IsScalar ? value : $"{Class}.Create({value})";

    public string Lower(string value) => $"{Class}.WidenLower({value})";

    public string Upper(string value) => $"{Class}.WidenUpper({value})";

    /// <summary>Halves to even, then what codes are clamped to.</summary>
    public string Code(string quotient, string last, bool wide) => IsScalar
        ? wide ? $"Math.Min(Math.Max(Math.Round({quotient}, MidpointRounding.ToEven), 0.0), {last})" : $"MathF.Min(MathF.Max(MathF.Round({quotient}, MidpointRounding.ToEven), 0f), {last})"
        : $"{Class}.Min({Class}.Max({Class}.Round({quotient}, MidpointRounding.ToEven), {(wide ? Double : Float)}.Zero), {Broadcast(last)})";

    /// <summary>The same loop at every width, the one that is asked for or the widest there is.</summary>
    public static void Widths(CodeWriter code, Action<Lanes> body)
    {
        using (code.Braces("if (path == VectorPath.Wide || (path == VectorPath.Auto && Vector512.IsHardwareAccelerated))")) body(Wide);
        using (code.Braces("else if (path == VectorPath.Portable || (path == VectorPath.Auto && Vector.IsHardwareAccelerated))")) body(Portable);
        using (code.Braces("else")) body(Scalar);
    }

    private string Of(string element) => IsScalar ? element : $"{Class}<{element}>";
}
