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
    private readonly double _voltsPerUnit;

    /// <param name="wires">Ideal ones too.</param>
    /// <param name="devices">Conductances as programmed, or as they are at a time; read once, here.</param>
    /// <param name="law">Null for linear cells.</param>
    /// <param name="voltsPerUnit">Row voltage of an input of one step; matters for curved cells only.</param>
    public CircuitArrays(MatrixGeometry geometry, WireSpec wires, ConductanceRows devices, CurrentVoltage? law = null, double voltsPerUnit = 1)
    {
        (_geometry, _arrays, _disconnects, _voltsPerUnit) = (geometry, new PhysicalArrays(geometry, wires), wires.Disconnected, voltsPerUnit);
        _circuits = new CrossbarCircuit[_arrays.Places.Length];
        try
        {
            Parallel.For(0, _circuits.Length, n => _circuits[n] = new CrossbarCircuit(_arrays.Assemble(_arrays.Places[n], devices), _arrays.Rows, _arrays.Columns, wires, law));
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<TileException>().FirstOrDefault() is { } mistake)
        {
            throw new TileException(mistake.Message, several);
        }
    }

    /// <summary>Elements of the sums of a row block: weight slices by polarities converted apart by columns.</summary>
    public int SumsOfBlock => _geometry.Slices * _geometry.ConvertedPolarities * _geometry.Columns;

    /// <summary>What the conversions of one cycle see of a row block.</summary>
    /// <param name="inputs">What each row of the block is driven with, in input steps.</param>
    /// <param name="sums">
    /// <see cref="SumsOfBlock"/>: column j (outputs, then offset columns) of slice s and converted polarity p at
    /// <c>(s * polarities + p) * columns + j</c>; uS times input steps, a pair or a reference column subtracted where it is before the converter.
    /// </param>
    /// <exception cref="TileException">The currents of an array do not settle.</exception>
    public void Sums(int rowBlock, ReadOnlySpan<double> inputs, Span<double> sums)
    {
        var (voltages, currents) = (new double[_arrays.Rows], new double[_arrays.Columns]);
        // Unused rows stay at 0 V, floating or not.
        for (var i = 0; i < inputs.Length; i++) voltages[i] = inputs[i] == 0 && _disconnects ? double.NaN : inputs[i] * _voltsPerUnit;
        sums[..SumsOfBlock].Clear();
        for (var n = 0; n < _circuits.Length; n++)
        {
            var place = _arrays.Places[n];
            if (place.RowBlock != rowBlock) continue;
            _circuits[n].Currents(voltages, currents);
            foreach (ref var current in currents.AsSpan()) current /= _voltsPerUnit;
            foreach (var (slice, polarity) in _arrays.Held(place)) Add(place, slice, polarity, currents, sums);
        }
    }

    private void Add(ArrayPlace place, int slice, int polarity, double[] currents, Span<double> sums)
    {
        var (layout, columns) = (_geometry.Layout, _geometry.Columns);
        var isSubtracted = polarity == 1 && _geometry.ConvertedPolarities == 1;
        var line = sums.Slice((slice * _geometry.ConvertedPolarities + (isSubtracted ? 0 : polarity)) * columns, columns);
        var reference = layout.HasReferenceColumn ? currents[_arrays.Reference] : 0;
        var first = _arrays.FirstOutputs[place.ColumnBlock];
        for (var local = 0; local < layout.ColumnBlocks[place.ColumnBlock]; local++)
        {
            var current = currents[_arrays.Output(local, slice, polarity)];
            line[first + local] += isSubtracted ? -current : current - reference;
        }
        if (_geometry.HasOffsetColumn) line[_geometry.Spec.Outputs + place.ColumnBlock] += currents[_arrays.Offset(slice)] - reference;
    }
}
