using System.Runtime.CompilerServices;

namespace TileDsl.Running.Digital;

/// <summary>Checks of the spans of a run.</summary>
internal static class Spans
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(int x, int expectedX, int y, int expectedY, int scratch, int expectedScratch)
    {
        if (x < expectedX || y < expectedY || scratch < expectedScratch) Refuse(x, expectedX, y, expectedY, scratch, expectedScratch);
    }

    private static void Refuse(int x, int expectedX, int y, int expectedY, int scratch, int expectedScratch) => throw new ArgumentException(
        $"An input of {expectedX} elements, an output of {expectedY} and a scratch of {expectedScratch} are needed, not {x}, {y} and {scratch}.");
}
