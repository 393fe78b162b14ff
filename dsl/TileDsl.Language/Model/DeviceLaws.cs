namespace TileDsl.Model;

/// <summary>One formula of the state x = g/g_max.</summary>
/// <param name="Below">In force for x below this; null for the last piece.</param>
/// <param name="Numbers">As <see cref="StateForm"/> names them; those that are conductances in siemens.</param>
public sealed record StatePieceModel(Rational? Below, StateForm Form, ValueList<Rational> Numbers);

/// <summary>A quantity that depends on a cell's state.</summary>
public sealed record StateFunctionModel(ValueList<StatePieceModel> Pieces)
{
    public static StateFunctionModel Constant(Rational value) => Of(StateForm.Polynomial, value);

    public static StateFunctionModel Of(StateForm form, params Rational[] numbers) => new(new ValueList<StatePieceModel>([new StatePieceModel(null, form, new(numbers))]));

    /// <summary>The polynomial it is; null where it is something else.</summary>
    public ValueList<Rational>? Polynomial => Pieces.Count == 1 && Pieces[0].Form == StateForm.Polynomial ? Pieces[0].Numbers : null;
}

public static class StateForms
{
    /// <summary>The numbers of a function whose values are a factor times those of a form with some numbers.</summary>
    public static IEnumerable<Rational> Scaled(this StateForm form, IEnumerable<Rational> numbers, Rational factor) => numbers.Select((number, n) => form switch
    {
        StateForm.InversePower => n is 0 or 3 ? number * factor : number,
        StateForm.Saturating or StateForm.DecimalLogarithm => n == 0 ? number * factor : number,
        _ => number * factor,
    });
}

/// <param name="Size">Standard deviation, or full width where uniform, S.</param>
public sealed record ProgrammingErrorModel(StateFunctionModel Size, bool IsUniform);

/// <summary>What a target becomes, as measured: S.</summary>
public sealed record LevelModel(Rational Target, Rational Mean, Rational Deviation);

/// <param name="Tolerance">S.</param>
/// <param name="ReadNoise">Standard deviation of reading back, S.</param>
public sealed record VerifyModel(Rational Tolerance, int MostPulses, PulseModelName Model, Rational ReadNoise);

/// <param name="Size">Q of the programmed state; or, where absolute, a deviation in S.</param>
/// <param name="ReadTime">s.</param>
/// <param name="T0">From the pulse to the end of programming, s.</param>
public sealed record FlickerModel(StateFunctionModel Size, bool IsAbsolute, Rational ReadTime, Rational T0, NoiseCorrelation Correlation);

public abstract record DriftModel;

/// <summary>(t/t0 + 1)^-nu.</summary>
public sealed record PowerDriftModel(StateFunctionModel Mean, StateFunctionModel Deviation, Rational T0) : DriftModel;

/// <summary>slope ln t, with a spread; S.</summary>
public sealed record LogarithmicDriftModel(Rational Slope, Rational Spread, Rational SpreadSlope) : DriftModel;

/// <param name="Time">s.</param>
/// <param name="Shift">Of the mean, S.</param>
/// <param name="Deviation">S.</param>
public sealed record RetentionPointModel(Rational Time, StateFunctionModel Shift, StateFunctionModel Deviation);

/// <param name="Points">Times ascending.</param>
/// <param name="InLogarithm">Whether numbers are interpolated in the logarithm of time.</param>
public sealed record RetentionModel(ValueList<RetentionPointModel> Points, bool InLogarithm);

/// <summary>1 - exp(-(n/Writes)^Shape).</summary>
public sealed record EnduranceModel(Rational Writes, Rational Shape);

/// <summary>I = g V + a2 V^2 + a3 V^3.</summary>
/// <param name="QuadraticOfLog">a2 (A/V2) as a polynomial of log10(g/S), lowest power first.</param>
/// <param name="CubicOfLog">a3 (A/V3), likewise.</param>
/// <param name="QuadraticShare">a2 as a share of g, 1/V.</param>
/// <param name="CubicShare">a3 as a share of g, 1/V2.</param>
public sealed record CurrentVoltageModel(ValueList<Rational> QuadraticOfLog, ValueList<Rational> CubicOfLog, Rational QuadraticShare, Rational CubicShare)
{
    /// <summary>Whether the current of the opposite voltage is the opposite one.</summary>
    public bool IsOdd => QuadraticShare.Sign == 0 && QuadraticOfLog.All(coefficient => coefficient.Sign == 0);
}
