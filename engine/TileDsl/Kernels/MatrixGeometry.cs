using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>What follows from a <see cref="MatrixSpec"/>: where cells stand, what converters see, how often things happen.</summary>
internal sealed class MatrixGeometry
{
    private readonly int[] _firstRows;
    private readonly int _reserved;

    public MatrixGeometry(MatrixSpec spec)
    {
        Spec = spec;
        (Law, Physics) = (new ConductanceLaw(spec.Device), new DevicePhysics(spec.Device));
        Cycles = new InputCycles(spec);
        HasOffsetColumn = spec.OffsetColumn && spec.Encoding == WeightEncoding.Offset;
        var hasReferenceColumn = Pedestal.HasReferenceColumn(spec.IsPair, spec.PedestalDigital);
        Layout = new ArrayLayout(spec.Inputs, spec.Outputs, spec.ArrayRows, spec.ArrayColumns, spec.WeightSlices.Length, spec.SlicesAcrossColumns, hasReferenceColumn, HasOffsetColumn, spec.SpareColumns);
        if (spec.ChecksumFalseAlarm != 0) Checksums = new ChecksumForm(Layout.ColumnBlocks[0], spec.WeightSlices);
        if (Checksums is not null) _reserved = Layout.SlicesPerArray * new ChecksumForm(spec.ArrayColumns / Layout.SlicesPerArray, spec.WeightSlices).Columns;
        _firstRows = new int[Layout.RowBlocks.Length];
        for (var b = 1; b < _firstRows.Length; b++) _firstRows[b] = _firstRows[b - 1] + Layout.RowBlocks[b - 1];
        PedestalIsSeen = Pedestal.IsSeen(spec.IsPair, spec.SubtractDigital, spec.PedestalDigital);
        WidestConversion = Grid.WidestConversion(spec.InputSlices, spec.AccumulateAnalog);
        GridExponent = spec.Wires is null ? Grid.Exponent(Layout.RowBlocks.Max(), WidestConversion) : null;
    }

    public MatrixSpec Spec { get; }

    public ConductanceLaw Law { get; }

    /// <summary>How its devices are programmed, age and are read.</summary>
    public DevicePhysics Physics { get; }

    public ArrayLayout Layout { get; }

    public InputCycles Cycles { get; }

    public bool HasOffsetColumn { get; }

    /// <summary>Outputs and, behind them, one offset column per column block where there are any.</summary>
    public int Columns => Spec.Outputs + (HasOffsetColumn ? Layout.ColumnBlocks.Length : 0);

    /// <summary>The columns of checksums; null where there are none.</summary>
    public ChecksumForm? Checksums { get; }

    /// <summary>Checksum columns of a slice of every array.</summary>
    public int ChecksumColumns => Checksums?.Columns ?? 0;

    /// <summary><see cref="Columns"/> and, behind them, the checksum columns of every column block.</summary>
    public int AllColumns => Columns + Layout.ColumnBlocks.Length * ChecksumColumns;

    /// <summary>Spare columns of an array that are left for repair: what checksums of a full array take is theirs, though narrower ones take fewer.</summary>
    public int RepairColumns => Spec.SpareColumns - _reserved;

    /// <summary>The same of all arrays that a row of the matrix crosses.</summary>
    public int SparesPerRow => RepairColumns * Layout.ArraysPerRow;

    /// <summary>Array column of a slice's first checksum column.</summary>
    public int FirstChecksum(int slice) => Layout.FirstSpare + (Layout.AcrossColumns ? slice * ChecksumColumns : 0);

    /// <summary>Array column of the first column for repair.</summary>
    public int FirstRepair => Layout.FirstSpare + _reserved;

    public int Slices => Spec.WeightSlices.Length;

    /// <summary>Devices of a unit cell.</summary>
    public int Polarities => Spec.IsPair ? 2 : 1;

    /// <summary>Polarities that have conversions of their own.</summary>
    public int ConvertedPolarities => Spec.IsPair && Spec.SubtractDigital ? 2 : 1;

    public bool PedestalIsSeen { get; }

    /// <summary>Input bits of the widest conversion.</summary>
    public int WidestConversion { get; }

    /// <summary>k, or null where conductances are float32 (wires make an effective conductance of each); see <see cref="Grid"/>.</summary>
    public int? GridExponent { get; }

    /// <summary>Conversions and cell reads of one product.</summary>
    public EventCounts EventsPerProduct
    {
        get
        {
            var conversionsPerColumn = (long)Layout.RowBlocks.Length * Slices * Cycles.Conversions * ConvertedPolarities;
            var devices = Layout.DevicesPerRow(Spec.IsPair) + (AllColumns - Columns) * (long)Slices * Polarities;
            return new EventCounts(1, conversionsPerColumn * AllColumns, Cycles.All.Length * (long)Spec.Inputs * devices, 0);
        }
    }

    /// <summary>What the converter sees of g_min, in lsb of a slice; zero where it sees none.</summary>
    public Rational SeenPedestal(int slice) =>
        PedestalIsSeen ? Pedestal.InLsb(Law.ExactMinimum, Law.ExactMaximum, Spec.WeightSlices[slice]) : Rational.Zero;

    /// <summary>One lsb of conductance of a slice, in units of g_max.</summary>
    public Rational LsbOfGMax(int slice) => Pedestal.LsbOfGMax(Law.ExactMinimum, Law.ExactMaximum, Spec.WeightSlices[slice]);

    /// <summary>The first input of a row block.</summary>
    public int FirstRow(int rowBlock) => _firstRows[rowBlock];

    /// <summary>The row block of an input, and its row there.</summary>
    public (int RowBlock, int Row) Place(int input)
    {
        var rowBlock = _firstRows.Length - 1;
        while (_firstRows[rowBlock] > input) rowBlock--;
        return (rowBlock, input - _firstRows[rowBlock]);
    }

    /// <summary>A conductance (uS) in the unit that sums of programmed cells count: 2^-k g_max, or g_max.</summary>
    public double InUnits(double conductance) => GridExponent is { } k ? conductance * (1 << k) / Law.Maximum : conductance / Law.Maximum;
}
