using TileDsl.Model;

namespace TileDsl.Reference;

/// <summary>A window over channels of rows and columns.</summary>
internal sealed class Window
{
    private readonly WindowModel _model;
    private readonly int _rows;
    private readonly int _columns;

    public Window(LayerModel layer)
    {
        _model = layer.Window!;
        (_rows, _columns) = layer.InputShape.Count > 2 ? (layer.InputShape[1], layer.InputShape[2]) : (1, layer.InputShape[1]);
        PlacesOfRow = Places(_columns, 1);
        Positions = Places(_rows, 0) * PlacesOfRow;
    }

    /// <summary>Places of the window, row by row.</summary>
    public int Positions { get; }

    /// <summary>Values of the window in one channel.</summary>
    public int Size => _model.Kernel[0] * _model.Kernel[1];

    private int PlacesOfRow { get; }

    /// <summary>Where a value of the window (kernel row, kernel column) is in the input at a place of the window; null in the padding.</summary>
    public int? Index(int channel, int position, int value)
    {
        var row = position / PlacesOfRow * _model.Stride[0] - _model.PadBegin[0] + value / _model.Kernel[1] * _model.Dilation[0];
        var column = position % PlacesOfRow * _model.Stride[1] - _model.PadBegin[1] + value % _model.Kernel[1] * _model.Dilation[1];
        return row < 0 || row >= _rows || column < 0 || column >= _columns ? null : (channel * _rows + row) * _columns + column;
    }

    private int Places(int extent, int axis)
    {
        var span = _model.Dilation[axis] * (_model.Kernel[axis] - 1) + 1;
        var places = 0;
        for (var at = -_model.PadBegin[axis]; at + span <= extent + _model.PadEnd[axis]; at += _model.Stride[axis]) places++;
        return places;
    }
}
