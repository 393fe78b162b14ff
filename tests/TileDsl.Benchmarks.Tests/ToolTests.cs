using TileDsl.Benchmarks.Limits;
using TileDsl.Benchmarks.Measuring;
using TileDsl.Benchmarks.Results;
using TileDsl.Benchmarks.Works;

namespace TileDsl.Benchmarks.Tests;

public class ToolTests
{
    [Test]
    public void Works_are_listed()
    {
        var (code, output, _) = Run("--list");
        Assert.That(code, Is.Zero);
        Assert.That(output.Split('\n').Select(line => line.Split(' ')[0]), Is.SupersetOf(Catalogue.All.Select(work => work.Name)));
    }

    [TestCase("there is no work 'W9'; there are W1, ", "--work", "W9")]
    [TestCase("--work says what to measure", "--json")]
    [TestCase("there is no case 'W2:1'; it is WORK:N:BATCH:THREADS", "--case", "W2:1")]
    [TestCase("'--fast'", "--fast")]
    public void A_mistake_is_said(string message, params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Contain(message));
    }

    [Test]
    public void A_result_is_set_beside_limit_yardstick_and_goal()
    {
        var line = Case.Find("W2:256:256:2")!;
        var machine = new Machine(FloatMacs: 57, IntegerMacs: 82, DigitMacs: 552, L2: 110, L3: 90);
        var result = new Result(line, new Measurement(2.2, null, 1.1, 40), machine);
        Assert.That(result.Limit, Is.EqualTo(3.8 / 2).Within(0.01));
        Assert.That(result.LimitShare, Is.EqualTo(1.9 / 2.2).Within(0.005));
        Assert.That(result.GigaMacs, Is.EqualTo(65.536 / 2.2).Within(1e-9));
        Assert.That(result.YardstickRatio, Is.EqualTo(0.5));
        Assert.That(result.GoalReached, Is.True, "4.2 microseconds on one core, 1.9 times as fast on two");
        Assert.That((result with { Measured = result.Measured with { Micros = 2.22 } }).GoalReached, Is.False);
    }

    // The limits that were published with the goals, on the machine they were published for.
    [TestCase("W1:256:1:1", 2.3)]
    [TestCase("W1:256:64:1", 1.14)]
    [TestCase("W1:1024:1:1", 44)]
    [TestCase("W1:1024:1024:1", 18)]
    [TestCase("W2:256:1:1", 3.8)]
    [TestCase("W2:1024:256:1", 61)]
    [TestCase("W2x:256:256:1", 0.8)]
    [TestCase("W3:256:256:1", 9.5)]
    [TestCase("W3:1024:256:1", 152)]
    [TestCase("W4:256:256:1", 1.4)]
    [TestCase("W4:1024:1:1", 44.5)]
    [TestCase("W5:256:1:1", 2.6)]
    [TestCase("W7:256:1:1", 12.4)]
    public void Limits_follow_from_the_rates_of_the_machine(string key, double published)
    {
        var machine = new Machine(FloatMacs: 57, IntegerMacs: 82, DigitMacs: 552, L2: 110, L3: 95);
        var line = Case.Find(key)!;
        Assert.That(line.Work.Limit(machine, line.Size), Is.EqualTo(published).Within(5).Percent);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        return (BenchmarkTool.Run(arguments, output, error), output.ToString(), error.ToString());
    }
}
