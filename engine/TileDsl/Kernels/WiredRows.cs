using TileDsl.Devices;
using TileDsl.Devices.Wires;

namespace TileDsl.Kernels;

/// <summary>The effective conductances of devices behind wires: what a volt on a row brings to a column, all other rows at 0 V.</summary>
internal sealed class WiredRows : ConductanceRows
{
    private readonly ConductanceRows _devices;
    private readonly EffectiveCells _effective;

    /// <summary>Solves every array.</summary>
    public WiredRows(MatrixGeometry geometry, WireSpec wires, ConductanceRows devices)
        : base(geometry)
    {
        _devices = devices;
        _effective = EffectiveCells.Solve(geometry, wires, devices.Read, devices.ReadReference);
    }

    public override void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells) => _effective.Read(rowBlock, slice, polarity, row, cells);

    public override void ReadReferences(int rowBlock, int slice, int row, Span<double> references)
    {
        for (var block = 0; block < references.Length; block++) references[block] = _effective.Reference(rowBlock, block, slice, row);
    }

    /// <summary>Noise reaches a column in the share that the cell's signal does.</summary>
    public override void ReadSigma(int rowBlock, int slice, int polarity, int row, ReadOnlySpan<double> cells, Span<double> sigma)
    {
        using var devices = new Rented(sigma.Length);
        _devices.Read(rowBlock, slice, polarity, row, devices.Span);
        _devices.ReadSigma(rowBlock, slice, polarity, row, devices.Span, sigma);
        Attenuate(devices.Span, cells, sigma);
    }

    public override void ReadReferenceSigma(int rowBlock, int slice, int row, ReadOnlySpan<double> references, Span<double> sigma)
    {
        using var devices = new Rented(sigma.Length);
        _devices.ReadReferences(rowBlock, slice, row, devices.Span);
        _devices.ReadReferenceSigma(rowBlock, slice, row, devices.Span, sigma);
        Attenuate(devices.Span, references, sigma);
    }

    private static void Attenuate(ReadOnlySpan<double> devices, ReadOnlySpan<double> effective, Span<double> sigma)
    {
        // A device stuck at 0 has the next number: it carries no current to tell a share by.
        for (var j = 0; j < sigma.Length; j++) sigma[j] *= devices[j] > double.Epsilon ? effective[j] / devices[j] : 1;
    }
}

/// <summary>Devices whose current is not proportional to the voltage, under the one voltage that rows have when they are driven.</summary>
internal sealed class CurvedRows(MatrixGeometry geometry, CurrentVoltage law, double voltage, ConductanceRows devices) : ConductanceRows(geometry)
{
    public override void Read(int rowBlock, int slice, int polarity, int row, Span<double> cells)
    {
        devices.Read(rowBlock, slice, polarity, row, cells);
        foreach (ref var cell in cells) cell = law.Current(cell, voltage) / voltage;
    }

    public override void ReadReferences(int rowBlock, int slice, int row, Span<double> references)
    {
        devices.ReadReferences(rowBlock, slice, row, references);
        foreach (ref var cell in references) cell = law.Current(cell, voltage) / voltage;
    }

    /// <summary>The noise is the device's: the curve is so nearly straight that its slope is left aside.</summary>
    public override void ReadSigma(int rowBlock, int slice, int polarity, int row, ReadOnlySpan<double> cells, Span<double> sigma)
    {
        using var own = new Rented(sigma.Length);
        devices.Read(rowBlock, slice, polarity, row, own.Span);
        devices.ReadSigma(rowBlock, slice, polarity, row, own.Span, sigma);
    }

    public override void ReadReferenceSigma(int rowBlock, int slice, int row, ReadOnlySpan<double> references, Span<double> sigma)
    {
        using var own = new Rented(sigma.Length);
        devices.ReadReferences(rowBlock, slice, row, own.Span);
        devices.ReadReferenceSigma(rowBlock, slice, row, own.Span, sigma);
    }
}
