using TileDsl.Planning;

namespace TileDsl.Emission;

/// <summary>Partial sums that are kept in registers together: some planes under some drives.</summary>
internal sealed record RegisterBlock(IReadOnlyList<int> Planes, IReadOnlyList<int> Drives)
{
    private const int PlanesAtOnce = 4;

    /// <summary>
    /// Cuts a row block's sums so that they fit the registers of a width. Polarities stay together, and so do the drives of a
    /// conversion; blocks of a plane follow its drives in ascending order.
    /// </summary>
    public static IReadOnlyList<RegisterBlock> Of(KernelPlan kernel, Lanes lanes)
    {
        var budget = lanes.Accumulators / lanes.Halves(kernel.Sums).Count;
        var polarities = kernel.Planes.Count(p => p.Slice == 0);
        var planes = Even(kernel.Planes.Count / polarities, Math.Max(1, PlanesAtOnce / polarities)).Select(s => s * polarities).ToList();
        var drives = kernel.Conversions.Where(c => c.Plane == 0).Select(c => c.Terms.Select(t => t.Drive).ToList()).ToList();
        var blocks = new List<RegisterBlock>();
        var firstPlane = 0;
        foreach (var planeCount in planes)
        {
            var firstStep = 0;
            foreach (var steps in Even(drives.Count, Math.Max(1, budget / (planeCount * drives[0].Count))))
            {
                blocks.Add(new RegisterBlock(
                    Enumerable.Range(firstPlane, planeCount).ToList(),
                    drives.Skip(firstStep).Take(steps).SelectMany(d => d).ToList()));
                firstStep += steps;
            }
            firstPlane += planeCount;
        }
        return blocks;
    }

    public int Sums(KernelPlan kernel) => Planes.Count * Drives.Count;

    public string Describe(KernelPlan kernel, Lanes lanes, int vectors)
    {
        var columns = lanes.IsScalar
            ? Say.Plural(vectors, "column") + " at a time"
            : Say.Plural(vectors, "vector") + " of columns at a time";
        if (kernel.Strategy == KernelStrategy.Collapsed) return $"The product, {columns}.";
        var first = kernel.Planes[Planes[0]].Slice;
        var last = kernel.Planes[Planes[Planes.Count - 1]].Slice;
        var slices = first == last ? $"Weight slice {first}" : $"Weight slices {first} to {last}";
        var drives = Drives.Count == 1 ? $"drive {Drives[0]}" : $"drives {Drives[0]} to {Drives[Drives.Count - 1]}";
        return $"{slices} under {drives}, {columns}: {Say.Plural(Sums(kernel), "partial sum")} each, converted when the block's rows are done.";
    }

    /// <summary>The fewest parts of a count up to a limit, as even as may be, larger first.</summary>
    private static int[] Even(int count, int limit) => Model.Cutting.Blocks(count, limit);
}
