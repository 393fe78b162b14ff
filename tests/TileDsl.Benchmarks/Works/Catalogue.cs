using TileDsl.Benchmarks.Checks;
using TileDsl.Benchmarks.Limits;
using TileDsl.Data;

namespace TileDsl.Benchmarks.Works;

/// <summary>All workloads, their sizes and goals.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Work> All { get; } =
    [
        new MatrixWork(
            "W1",
            "the ideal float32 product",
            n => n == 256 ? W1At256.Definition.Layers[0] : W1At1024.Definition.Layers[0],
            w => w / 127.0,
            x => x - 128,
            (machine, size) => LimitTable.W1(machine, Square(size), size.Batch),
            ExactChecks.W1)
        {
            Sizes =
            [
                new(256, 1, 2.5), new(256, 64, 1.25), new(256, 1024, 1.2),
                new(1024, 1, 46), new(1024, 64, 19), new(1024, 1024, 19),
            ],
        },
        new MatrixWork(
            "W2",
            "4 slices of 2 bits, 8 cycles, an 8-bit conversion of every partial sum",
            n => n == 256 ? W2At256.Definition.Layers[0] : W2At1024.Definition.Layers[0],
            w => w,
            x => x,
            (machine, size) => LimitTable.W2(machine, Square(size)),
            ExactChecks.W2)
        {
            Sizes = [new(256, 1, 4.5), new(256, 256, 4.2), new(1024, 1, 70), new(1024, 256, 66)],
        },
        new MatrixWork(
            "W2x",
            "W2 with a converter that loses nothing",
            n => n == 256 ? W2xAt256.Definition.Layers[0] : W2xAt1024.Definition.Layers[0],
            w => w,
            x => x,
            (machine, size) => LimitTable.W2x(machine, Square(size)),
            ExactChecks.W2x)
        {
            // No goal is set at 1024; it has sixteen times the work of 256.
            Sizes = [new(256, 256, 0.95), new(1024, 256, 15.2)],
        },
        new MatrixWork(
            "W3",
            "W2 on cells programmed with an error of 2 % of g_max",
            n => n == 256 ? W3At256.Definition.Layers[0] : W3At1024.Definition.Layers[0],
            w => w,
            x => x,
            (machine, size) => LimitTable.W3(machine, Square(size)),
            ExactChecks.W3)
        {
            Sizes = [new(256, 1, 16), new(256, 256, 12), new(1024, 256, 200)],
        },
        new MatrixWork(
            "W4",
            "one pair of cells per weight, read noise on every cell for every vector",
            n => n == 256 ? W4At256.Definition.Layers[0] : W4At1024.Definition.Layers[0],
            w => w / 127.0,
            x => (int)Math.Round(127 * ((x - 128) / 128.0), MidpointRounding.ToEven),
            (machine, size) => LimitTable.W4(machine, Square(size), size.Batch),
            NoiseChecks.W4)
        {
            Sizes = [new(256, 1, 2.9), new(256, 256, 1.6), new(1024, 1, 46), new(1024, 256, 20.5)],
        },
        new RealWork(
            "W5",
            "phase-change cells a day after programming, compensated; a vector that clips repeats at half scale",
            () => W5At256.Definition.Layers[0],
            (machine, size) => LimitTable.W5(machine, Square(size), size.Batch),
            DriftChecks.Frozen)
        {
            Sizes = [new(256, 1, 2.9), new(256, 256, 2.1)],
        },
        new RealWork(
            "W5r",
            "W5 with flicker noise drawn for every vector, reads not below zero",
            () => W5rAt256.Definition.Layers[0],
            (machine, size) => LimitTable.W5r(machine, Square(size), size.Batch),
            DriftChecks.Fresh)
        {
            Sizes = [new(256, 1, 6), new(256, 256, 3.5)],
        },
        new RealWork(
            "W5rOpen",
            "W5r, reads below zero let through",
            () => W5rOpenAt256.Definition.Layers[0],
            (machine, size) => LimitTable.W5r(machine, Square(size), size.Batch),
            DriftChecks.FreshOpen)
        {
            Sizes = [new(256, 1, 6), new(256, 256, 3.5)],
        },
        new AgeWork
        {
            Sizes = [new(256, 1, 1000)],
        },
        new NetworkWork(
            "W6asW2",
            "an MLP 784-256-128-10 over 10,000 samples, every layer as W2",
            weights => new W6AsW2(weights),
            x => x,
            (machine, layer, _) => LimitTable.W2(machine, layer),
            NetworkChecks.AsW2)
        {
            Sizes = [new(NetworkWork.Inputs, 10_000, 17)],
        },
        new NetworkWork(
            "W6asW4",
            "the same MLP, every layer as W4",
            weights => new W6AsW4(weights, Samples.Of(Enumerable.Repeat(byte.MaxValue, NetworkWork.Inputs).ToArray(), NetworkWork.Inputs)),
            x => (int)Math.Round(127 * (x / 255.0), MidpointRounding.ToEven),
            LimitTable.W4,
            NetworkChecks.AsW4)
        {
            Sizes = [new(NetworkWork.Inputs, 10_000, 5.3)],
        },
        new NetworkWork(
            "W6asW5",
            "the same MLP, every layer as W5",
            weights => new W6AsW5(weights),
            x => (int)Math.Round(127 * (x / 255.0), MidpointRounding.ToEven),
            LimitTable.W6AsW5,
            NetworkChecks.AsW5)
        {
            Sizes = [new(NetworkWork.Inputs, 10_000, 9)],
            IsAged = true,
        },
        new MatrixWork(
            "W7",
            "W2 with read noise on every cell, slice, cycle and vector",
            _ => W7At256.Definition.Layers[0],
            w => w,
            x => x,
            (machine, size) => LimitTable.W7(machine, Square(size)),
            NoiseChecks.W7)
        {
            Sizes = [new(256, 1, 14), new(256, 256, 13.5)],
        },
        new MatrixWork(
            "W8",
            "one array with wires, the exact currents",
            n => n == 128 ? W8At128.Definition.Layers[0] : W8At256.Definition.Layers[0],
            w => w,
            x => x,
            (machine, size) => LimitTable.W1(machine, Square(size), size.Batch),
            WireChecks.Products)
        {
            Sizes = [new(128, 1, 1), new(256, 1, 3)],
        },
        new WireWork
        {
            Sizes = [new(128, 1, 500_000), new(256, 1, 3_000_000)],
        },
    ];

    private static Shape Square(WorkSize size) => new(size.Inputs, size.Inputs);
}
