namespace TileDsl.Onnx.Tests;

/// <summary>A model with changed bytes is imported or refused, in bounded time, and nothing else.</summary>
public sealed class DamagedGraphTests
{
    private const int ChangesOfEach = 150;

    [TestCaseSource(typeof(RandomGraphs), nameof(RandomGraphs.Families))]
    public void Is_imported_or_refused(string family)
    {
        var draws = new Draws(99, 1);
        var model = RandomGraphs.Of(family, 3).Model;
        var refused = 0;
        for (var n = 0; n < ChangesOfEach; n++)
        {
            var bytes = (byte[])model.Clone();
            for (var changes = draws.In(1, 3); changes > 0; changes--) bytes[draws.In(0, bytes.Length - 1)] = (byte)draws.In(0, 255);
            try
            {
                NetworkText.Of(Graph.Import(bytes), "N", "n.onnx");
            }
            catch (TileException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(ChangesOfEach / 20), "most changes were not seen");
    }
}
