using TileDsl.Model;
using TileDsl.Syntax;

namespace TileDsl.Tests.Binding;

/// <summary>What becomes of the errors of converters and drivers.</summary>
[TestFixture]
public sealed class ConverterModelTests
{
    [Test]
    public void AConverterThatSaysNothingIsExact()
    {
        var adc = Model("adc A : sar { bits 8; codes signed }").Adcs[0];
        Assert.That(adc.Errors, Is.EqualTo(ConverterErrors.None));
        Assert.That(adc.Errors.HasStaticError, Is.False);
        Assert.That((adc.OnClip, adc.Technology), Is.EqualTo((ClipResponse.None, (Rational?)null)));
    }

    [Test]
    public void ErrorsOfAConverter()
    {
        var adcs = Model("""
            adc A : sar { bits 8; codes signed; noise 0.3 lsb; offset +- 0.5 lsb; gain 0.5 % +- 1 %; on_clip halve_input; time 1 ns; technology 32 nm }
            adc B : A { offset 0.2 lsb; gain none; noise none; on_clip none; technology none }
            adc C : A { nonlinearity mismatch 1 %, gain_db 60, comparator 0.25 lsb }
            adc D : cco { bits 8; codes signed; nonlinearity compression 2 % +- 0.5 %, period 1 % }
            adc E : C { nonlinearity none }
            adc F : C { nonlinearity mismatch 0 % }
            """).Adcs;
        Assert.Multiple(() =>
        {
            Assert.That(adcs[0].Errors, Is.EqualTo(new ConverterErrors(new(3, 10), new(0, new(1, 2)), new(new(5, 1000), new(1, 100)), null)));
            Assert.That((adcs[0].OnClip, adcs[0].Technology), Is.EqualTo((ClipResponse.HalveInput, (Rational?)new Rational(32, 1_000_000_000))));
            Assert.That(adcs[1].Errors, Is.EqualTo(new ConverterErrors(0, new(new(1, 5), 0), Spread.None, null)));
            Assert.That((adcs[1].OnClip, adcs[1].Technology), Is.EqualTo((ClipResponse.None, (Rational?)null)));
            Assert.That(adcs[2].Errors.Nonlinearity, Is.EqualTo(new ConverterNonlinearity(new(1, 100), new(1, 4), 60, Spread.None, 0, ValueList<Spread>.Empty)));
            Assert.That(adcs[3].Errors.Nonlinearity, Is.EqualTo(new ConverterNonlinearity(0, 0, null, new(new(2, 100), new(5, 1000)), new(1, 100), ValueList<Spread>.Empty)));
            Assert.That(adcs[4].Errors.Nonlinearity, Is.Null);
            Assert.That(adcs[5].Errors.Nonlinearity, Is.Null, "no mismatch is no error");
        });
    }

    [Test]
    public void ErrorsOfADriver()
    {
        var dacs = Model("""
            dac A { bits 4 }
            dac B { bits 4; drive pulse_width; noise 0.05 lsb; offset +- 0.1 lsb; gain 1 %; nonlinearity +- 0.2 lsb }
            dac C { bits 1; drive levels; nonlinearity table "t/dac.csv" }
            """, ("t/dac.csv", "1;0".Replace(';', ','))).Dacs;
        Assert.Multiple(() =>
        {
            Assert.That((dacs[0].Errors, dacs[0].Drive), Is.EqualTo((DriverErrors.None, InputDrive.Levels)));
            Assert.That(dacs[1].Errors, Is.EqualTo(new DriverErrors(new(1, 20), new(0, new(1, 10)), new(new(1, 100), 0), new(1, 5), ValueList<Spread>.Empty)));
            Assert.That(dacs[1].Drive, Is.EqualTo(InputDrive.PulseWidth));
            Assert.That(dacs[2].Errors.Table, Is.EqualTo(new ValueList<Spread>([Spread.None])));
        });
    }

    [Test]
    public void ATableIsReadExactlyAndFoundAsAnImportIs()
    {
        var adc = Model(
            "import \"silicon/mine.tile\"\nadc B : Mine { shared_by 2 columns }",
            ("silicon/mine.tile", "tile 1\nadc Mine : sar { bits 2; codes signed; nonlinearity table \"../measured/adc.csv\" }"),
            ("measured/adc.csv", "\uFEFFcode, offset , spread\r\n-1,.1,5e-2\r\n\r\n# one missing spread\r\n0,-2.5\r\n+1,1E-3,0.1")).Adcs[0];
        Assert.That(adc.Errors.Nonlinearity!.Table, Is.EqualTo(new ValueList<Spread>([new(new(1, 10), new(1, 20)), new(new(-5, 2), 0), new(new(1, 1000), new(1, 10))])));
    }

    private static ProgramModel Model(string text, params (string Path, string Text)[] files)
    {
        var result = TileLanguage.Bind(new SourceText("main.tile", "tile 1\n" + text), new MemorySources(files.ToDictionary(f => f.Path, f => f.Text)));
        Assert.That(result.Diagnostics.Select(d => d.ToString()), Is.Empty);
        return result.Model!;
    }
}
