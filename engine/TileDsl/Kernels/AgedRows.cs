using TileDsl.Devices;

namespace TileDsl.Kernels;

/// <summary>The conductances of programmed devices at a time: drifted, with the share of their read noise that is frozen by then.</summary>
internal sealed class AgedRows(MatrixGeometry geometry, TargetRows targets, ProgrammedCells programmed, ChipIdentity? chip, ReadClock clock) : ConductanceRows(geometry)
{
    private readonly DeviceDraws _draws = new(geometry, chip);

    public override void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells)
    {
        using var asked = new Rented(cells.Length);
        programmed.Targets(targets, rowBlock, slice, polarity, row, asked.Span);
        Geometry.Physics.Age(asked.Span, programmed.Row(rowBlock, slice, polarity, row), clock, _draws.OfRow(rowBlock, slice, polarity, row), cells);
    }

    public override void ReadReferences(int rowBlock, int slice, int row, Span<double> references)
    {
        using var asked = new Rented(references.Length);
        targets.ReadReferences(rowBlock, slice, row, asked.Span);
        Geometry.Physics.Age(asked.Span, programmed.References(rowBlock, slice, row), clock, _draws.OfReferences(rowBlock, slice, row), references);
    }

    public override void ReadSigma(int rowBlock, int slice, int polarity, int row, ReadOnlySpan<double> cells, Span<double> sigma)
    {
        using var asked = new Rented(sigma.Length);
        programmed.Targets(targets, rowBlock, slice, polarity, row, asked.Span);
        Geometry.Physics.FreshSigma(asked.Span, programmed.Row(rowBlock, slice, polarity, row), cells, clock, _draws.OfRow(rowBlock, slice, polarity, row), sigma);
    }

    public override void ReadReferenceSigma(int rowBlock, int slice, int row, ReadOnlySpan<double> references, Span<double> sigma)
    {
        using var asked = new Rented(sigma.Length);
        targets.ReadReferences(rowBlock, slice, row, asked.Span);
        Geometry.Physics.FreshSigma(asked.Span, programmed.References(rowBlock, slice, row), references, clock, _draws.OfReferences(rowBlock, slice, row), sigma);
    }
}
