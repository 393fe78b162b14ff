using TileDsl.Syntax;

namespace TileDsl.Language.Tests.Syntax;

public class RoundTripProperties
{
    [Property(MaxTest = 400)]
    public void Any_way_to_write_a_tree_is_read_as_that_tree(int seed, FsCheck.NonNegativeInt size)
    {
        var tree = Tree(seed, size.Get);
        var text = new RandomText(new Random(seed)).Of(tree);

        var parsed = TileLanguage.Parse(new("random.tile", text));

        Assert.That(parsed.Diagnostics, Is.Empty, text);
        Assert.That(TreeDump.Of(parsed.Root), Is.EqualTo(TreeDump.Of(tree)), text);
    }

    [Property(MaxTest = 400)]
    public void What_is_printed_is_read_as_the_same_tree_and_printed_the_same(int seed, FsCheck.NonNegativeInt size)
    {
        var tree = Tree(seed, size.Get);

        var text = TileLanguage.Print(tree);
        var parsed = TileLanguage.Parse(new("random.tile", text));

        Assert.That(parsed.Diagnostics, Is.Empty, text);
        Assert.That(TreeDump.Of(parsed.Root), Is.EqualTo(TreeDump.Of(tree)), text);
        Assert.That(TileLanguage.Print(parsed.Root), Is.EqualTo(text));
    }

    [Property(MaxTest = 100)]
    public void Spans_lie_inside_each_other_and_cover_what_they_say(int seed, FsCheck.NonNegativeInt size)
    {
        var text = new RandomText(new Random(seed)).Of(Tree(seed, size.Get % 4));
        var root = TileLanguage.Parse(new("random.tile", text)).Root;

        foreach (var node in root.Lines.SelectMany(NodeWalk.Below))
        {
            var written = text.Substring(node.Span.Start, node.Span.Length);
            foreach (var child in NodeWalk.Children(node))
            {
                Assert.That(child.Span.Start, Is.GreaterThanOrEqualTo(node.Span.Start), written);
                Assert.That(child.Span.End, Is.LessThanOrEqualTo(node.Span.End), written);
            }
            // An expression is what its span reads as on its own.
            if (node is not Expression expression) continue;
            var alone = (PropertyNode)TileLanguage.Parse(new("alone.tile", "p " + written)).Root.Lines.Single();
            Assert.That(TreeDump.Of(alone.Phrases), Is.EqualTo(TreeDump.Of(expression)), written);
        }
    }

    private static FileNode Tree(int seed, int size) => new RandomTree(new Random(seed), Math.Min(size, 12)).File();
}
