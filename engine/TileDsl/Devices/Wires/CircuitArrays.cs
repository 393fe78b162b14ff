using TileDsl.Kernels;

namespace TileDsl.Devices.Wires;

/// <summary>
/// The arrays of a matrix whose sums are found for every input: rows float where the input is zero, or cells are not linear. Gives
/// what a conversion sees, as effective conductances would. Immutable and thread-safe.
/// </summary>
internal sealed class CircuitArrays
{
    private readonly MatrixGeometry _geometry;
    private readonly PhysicalArrays _arrays;
    private readonly CrossbarCircuit[] _circuits;
    private readonly bool _disconnects;
    private readonly bool _pulses;

    /// <param name="wires">Ideal ones too.</param>
    /// <param name="cells">Conductances as programmed, or as they are at a time; read once, here.</param>
    /// <param name="law">Null for linear cells.</param>
    public CircuitArrays(MatrixGeometry geometry, WireSpec wires, CellReader cells, ReferenceReader reference, CurrentVoltage? law = null)
    {
        (_geometry, _arrays, _disconnects, _pulses) = (geometry, new PhysicalArrays(geometry, wires), wires.Disconnected, geometry.Spec.DrivesPulses);
        _circuits = new CrossbarCircuit[_arrays.Places.Length];
        try
        {
            Parallel.For(0, _circuits.Length, n => _circuits[n] = new CrossbarCircuit(_arrays.Assemble(_arrays.Places[n], cells, reference), _arrays.Rows, _arrays.Columns, wires, law));
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<TileException>().FirstOrDefault() is { } mistake)
        {
            throw new TileException(mistake.Message, several);
        }
    }

    /// <summary>What one conversion of a cycle sees of every column.</summary>
    /// <param name="polarity">Which polarity, where they are converted apart; else 0: then a pair or a reference column is subtracted.</param>
    /// <param name="inputs">Called for each array, by its number: what each row of the block is driven with, in input steps.</param>
    /// <param name="voltsPerUnit">Row voltage of an input of one step, of every pulse where they differ in their widths; matters for curved cells only.</param>
    /// <param name="sums">Outputs, then offset columns; uS times input steps.</param>
    /// <exception cref="TileException">The currents of an array do not settle.</exception>
    public void Sum(int rowBlock, int slice, int polarity, RowInputs inputs, double voltsPerUnit, Span<double> sums)
    {
        var (driven, currents) = (new double[_arrays.Rows], new double[_arrays.Columns]);
        var rows = _geometry.Layout.RowBlocks[rowBlock];
        sums[.._geometry.Columns].Clear();
        for (var n = 0; n < _circuits.Length; n++)
        {
            var place = _arrays.Places[n];
            if (place.RowBlock != rowBlock) continue;
            var seen = _arrays.Held(place).Where(held => held.Slice == slice && (_geometry.ConvertedPolarities == 1 || held.Polarity == polarity)).ToArray();
            if (seen.Length == 0) continue;
            inputs(_geometry.Layout.Tile(rowBlock, place.ColumnBlock, slice), driven.AsSpan(0, rows));
            // Unused rows stay at 0 V, floating or not.
            for (var i = 0; i < rows; i++) driven[i] = driven[i] == 0 && _disconnects ? double.NaN : _pulses ? driven[i] : driven[i] * voltsPerUnit;
            if (_pulses) _circuits[n].PulsedCurrents(driven, voltsPerUnit, currents);
            else _circuits[n].Currents(driven, currents);
            foreach (ref var current in currents.AsSpan()) current /= voltsPerUnit;
            foreach (var held in seen) Add(place, slice, held.Polarity, currents, sums);
        }
    }

    private void Add(ArrayPlace place, int slice, int polarity, double[] currents, Span<double> sums)
    {
        var layout = _geometry.Layout;
        var isSubtracted = polarity == 1 && _geometry.ConvertedPolarities == 1;
        var reference = layout.HasReferenceColumn ? currents[_arrays.Reference] : 0;
        var first = _arrays.FirstOutputs[place.ColumnBlock];
        for (var local = 0; local < layout.ColumnBlocks[place.ColumnBlock]; local++)
        {
            var current = currents[_arrays.Output(local, slice, polarity)];
            sums[first + local] += isSubtracted ? -current : current - reference;
        }
        if (_geometry.HasOffsetColumn) sums[_geometry.Spec.Outputs + place.ColumnBlock] += currents[_arrays.Offset(slice)] - reference;
    }
}

/// <summary>What each row of a block is driven with on one array, in input steps.</summary>
internal delegate void RowInputs(int tile, Span<double> inputs);
