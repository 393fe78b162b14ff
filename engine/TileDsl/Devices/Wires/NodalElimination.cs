using System.Collections.Concurrent;
using TileDsl.Kernels;

namespace TileDsl.Devices.Wires;

/// <summary>
/// The exact nodal solution of an array: every row's nodes are eliminated, then the rows one after the other from the top, until
/// only drivers and virtual grounds are left. O(rows columns^3), whatever the resistances.
/// </summary>
/// <remarks>
/// A row joins the column nodes by its admittance K (<see cref="RowLadder"/>), the wire segments below it follow in series
/// (<see cref="ColumnNetwork"/>); a second thread carries the rows' responses down the segments as they are found
/// (<see cref="RowResponses"/>). Both threads do the same steps in the same order as one would.
/// </remarks>
internal sealed class NodalElimination
{
    /// <summary>Siemens to microsiemens: resistances are in megohm here.</summary>
    private const double Mega = 1e-6;

    private const int StepsAhead = 3;

    private readonly double[] _cells;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _firstWanted;
    private readonly double _segment;
    private readonly double _end;
    private readonly RowLadder _ladder;
    private readonly ColumnNetwork _network;
    private readonly RowResponses _responses;

    /// <param name="cells">uS, rows by columns.</param>
    /// <param name="firstWanted">The first of the rows that are ever driven away from 0 V.</param>
    /// <param name="wanted">How many they are.</param>
    /// <param name="withPorts">Also find what the rows draw: <see cref="RowResponses.Drawn"/>.</param>
    public NodalElimination(double[] cells, int rows, int columns, WireSpec wires, int firstWanted, int wanted, VectorPath path, bool withPorts = false)
    {
        var padded = MatrixTiles.Padded(columns, MatrixTiles.Columns);
        (_cells, _rows, _columns, _firstWanted, Wanted) = (cells, rows, columns, firstWanted, wanted);
        (_segment, _end) = (wires.Column * Mega, wires.ColumnEnd * Mega);
        _ladder = new RowLadder(columns, wires.RowEnd * Mega, wires.Row * Mega);
        _network = new ColumnNetwork(padded, path);
        _responses = new RowResponses(wanted, padded, path, withPorts);
    }

    private int Wanted { get; }

    /// <summary>What a row's wires and those of the columns leave to each padded column: <c>Geff[i, ·]</c> of every wanted row.</summary>
    public RowResponses Solve(int threads)
    {
        if (threads == 1)
        {
            var only = NewStep();
            for (var row = 0; row < _rows; row++)
            {
                Eliminate(row, only);
                Carry(only);
            }
        }
        else
        {
            InTwoThreads();
        }
        _responses.Finish();
        return _responses;
    }

    private void InTwoThreads()
    {
        using var free = new BlockingCollection<Step>();
        using var full = new BlockingCollection<Step>();
        for (var n = 0; n < StepsAhead; n++) free.Add(NewStep());
        // A thread of its own: the pool's may all be waiting for a step.
        var carrying = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    foreach (var step in full.GetConsumingEnumerable())
                    {
                        Carry(step);
                        free.Add(step);
                    }
                }
                finally
                {
                    free.CompleteAdding();
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            for (var row = 0; row < _rows && free.TryTake(out var step, Timeout.Infinite); row++)
            {
                Eliminate(row, step);
                full.Add(step);
            }
        }
        finally
        {
            full.CompleteAdding();
            carrying.GetAwaiter().GetResult();
        }
    }

    private void Eliminate(int row, Step step)
    {
        var resistance = row == _rows - 1 ? _end : _segment;
        _ladder.AddTo(_cells.AsSpan(row * _columns, _columns), _network.Admittance, _network.Stride, step.Drive);
        (step.Row, step.Resistance) = (row, resistance);
        _network.AddSeries(resistance);
        if (resistance != 0 && row >= _firstWanted) _network.CopyTo(step.Segment.Span, -resistance);
    }

    private void Carry(Step step)
    {
        if (step.Row >= _firstWanted && step.Row < _firstWanted + Wanted) _responses.Append(step.Drive);
        if (step.Resistance != 0 && step.Row >= _firstWanted) _responses.Pass(step.Segment.Span, step.Resistance);
    }

    private Step NewStep() => new(_columns, MatrixTiles.Padded(_columns, MatrixTiles.Columns) * _network.Stride);

    /// <summary>What the elimination of a row leaves to be carried on.</summary>
    private sealed class Step(int columns, int elements)
    {
        public int Row { get; set; }

        /// <summary>Of the segment below, megohm.</summary>
        public double Resistance { get; set; }

        public double[] Drive { get; } = new double[columns];

        public AlignedMemory<double> Segment { get; } = new(elements);
    }
}
