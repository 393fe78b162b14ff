using System.CommandLine;
using TileDsl.Cli.Inputs;

namespace TileDsl.Cli.Tests;

/// <summary>What options say together is looked at only where each can be read, and a defect in looking is no mistake of the user.</summary>
public sealed class RefusalTests
{
    private static readonly Option<int> s_number = Arguments.Number("--number", "A number.", 1, 1, "N");

    private static Command Refusing(Action<int> look)
    {
        var command = new Command("look", "Looks.") { s_number };
        command.Refuse(result => look(result.GetValue(s_number)));
        return command;
    }

    [Test]
    public void A_defect_comes_through() =>
        Assert.That(() => Refusing(_ => throw new InvalidOperationException("a defect")).Parse(["--number", "2"]), Throws.InvalidOperationException.With.Message.EqualTo("a defect"));

    [TestCase("--number", "none")]
    [TestCase("--number")]
    public void An_option_that_cannot_be_read_is_not_looked_at(params string[] arguments)
    {
        var looked = false;
        var parsed = Refusing(_ => looked = true).Parse(arguments);
        Assert.That(parsed.Errors, Has.Count.EqualTo(1));
        Assert.That(looked, Is.False);
    }

    [Test]
    public void One_that_can_be_read_is()
    {
        var seen = 0;
        Assert.That(Refusing(number => seen = number).Parse(["--number", "2"]).Errors, Is.Empty);
        Assert.That(seen, Is.EqualTo(2));
    }
}
