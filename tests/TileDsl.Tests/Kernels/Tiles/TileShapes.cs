using TileDsl.Kernels;

namespace TileDsl.Tests.Kernels.Tiles;

/// <summary>What the tests of the tile primitives share.</summary>
internal static class TileShapes
{
    public static readonly VectorPath[] Paths = [VectorPath.Scalar, VectorPath.Portable, VectorPath.Wide, VectorPath.Auto];

    /// <summary>One of a few, by a seeded choice.</summary>
    public static int Pick(this Random random, params int[] from) => from[random.Next(from.Length)];

    public static T[] Fill<T>(int length, Func<T> value)
    {
        var array = new T[length];
        for (var i = 0; i < length; i++) array[i] = value();
        return array;
    }
}
