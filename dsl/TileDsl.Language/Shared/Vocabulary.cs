#if TILEDSL_ENGINE
namespace TileDsl.Kernels;
#else
namespace TileDsl.Model;
#endif

/// <summary>How a weight becomes the states of cells.</summary>
public enum WeightEncoding
{
    /// <summary>max(w,0) and max(-w,0) on a pair.</summary>
    Differential,

    /// <summary>w + 2^(b-1) on single cells.</summary>
    Offset,

    /// <summary>A one-bit top slice of negative weight, on single cells.</summary>
    TwosComplement,

    /// <summary>No slices: |w|/w_max on one cell of the pair, the other at g_min.</summary>
    AnalogOneSided,

    /// <summary>No slices: mid ± half the difference on the two cells of the pair.</summary>
    AnalogTwoSided,
}

/// <summary>The integers of b bits.</summary>
public enum Signedness
{
    /// <summary>0 .. 2^b - 1.</summary>
    Unsigned,

    /// <summary>-2^(b-1) .. 2^(b-1) - 1.</summary>
    Signed,

    /// <summary>±(2^(b-1) - 1).</summary>
    Symmetric,
}

/// <summary>How an input is presented to the rows.</summary>
public enum InputForm
{
    /// <summary>Inputs are not negative.</summary>
    Unsigned,

    /// <summary>A one-bit top cycle of negative weight.</summary>
    TwosComplement,

    /// <summary>Rows are driven in both polarities, the magnitude is sliced.</summary>
    SignMagnitude,

    /// <summary>Positive and negative parts in separate cycles, subtracted digitally.</summary>
    TwoPhase,
}

/// <summary>The element of a network's input.</summary>
public enum ElementType
{
    /// <summary>0 .. 255.</summary>
    UInt8,

    /// <summary>-128 .. 127; carried as uint8 with its zero point 128 higher.</summary>
    Int8,

    /// <summary>Real values, quantised at the first layer.</summary>
    Float32,
}

/// <summary>What a layer of a network computes. Values are channel, row, column.</summary>
public enum LayerOperation
{
    /// <summary>W x + bias.</summary>
    Dense,

    /// <summary>A dense product at every place of a window, in one or two dimensions, by groups of channels.</summary>
    Convolution,

    /// <summary>The mean of a window of each channel.</summary>
    AveragePool,

    /// <summary>The largest of a window of each channel.</summary>
    MaxPool,

    /// <summary>The sum of its operands.</summary>
    Add,

    /// <summary>The first operand less the second.</summary>
    Subtract,

    /// <summary>The product of two operands, value by value.</summary>
    Multiply,

    /// <summary>The channels of its operands one behind the other.</summary>
    Concatenate,

    /// <summary>The same values in another shape.</summary>
    Flatten,

    /// <summary>The last step of a sequence.</summary>
    Last,

    /// <summary>A long short-term memory over a sequence.</summary>
    Lstm,

    /// <summary>A gated recurrent unit over a sequence.</summary>
    Gru,

    /// <summary>Nothing but its activation.</summary>
    Activation,

    /// <summary>A factor and a summand for each channel: what a batch normalisation becomes.</summary>
    Scale,

    /// <summary>The same values with their axes in another order.</summary>
    Transpose,

    /// <summary>Its operand with zeros around it, or with its own values.</summary>
    Pad,

    /// <summary>The nearest values that codes of a type stand for.</summary>
    Quantize,
}

/// <summary>What stands around the operand of a pad.</summary>
public enum PadMode
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The values inside, mirrored about the outermost ones.</summary>
    Reflect,

    /// <summary>The outermost values.</summary>
    Edge,
}

/// <summary>The order in which a recurrent layer sees its steps.</summary>
public enum RecurrentDirection
{
    /// <summary>From the first step on.</summary>
    Forward,

    /// <summary>From the last step back.</summary>
    Reverse,

    /// <summary>Both, each with weights of its own; the forward one's values come first in every result.</summary>
    Bidirectional,
}

/// <summary>What follows a layer's product, in float64.</summary>
public enum Activation
{
    /// <summary>y.</summary>
    None,

    /// <summary>max(y, 0).</summary>
    Relu,

    /// <summary>min(max(y, 0), 6).</summary>
    Relu6,

    /// <summary>y where y >= 0, else slope times y.</summary>
    LeakyRelu,

    /// <summary>1 / (1 + exp(-y)).</summary>
    Sigmoid,

    /// <summary>min(max(y/6 + 1/2, 0), 1), or min(max(a y + b, 0), 1) where a and b are given.</summary>
    HardSigmoid,

    /// <summary>y min(max(y/6 + 1/2, 0), 1).</summary>
    HardSwish,

    /// <summary>tanh y.</summary>
    Tanh,

    /// <summary>min(max(y, low), high).</summary>
    Clip,

    /// <summary>exp(y - max) over its sum.</summary>
    Softmax,
}

/// <summary>How a converter's codes are numbered.</summary>
public enum CodeKind
{
    /// <summary>0 .. 2^b - 1 over lo .. hi.</summary>
    Unsigned,

    /// <summary>-2^(b-1) .. 2^(b-1) - 1; code 0 is zero.</summary>
    Signed,

    /// <summary>-(2^(b-1) - 1) .. 2^(b-1) - 1; code 0 is zero.</summary>
    Symmetric,

    /// <summary>2^b levels over -hi .. hi, none of them zero.</summary>
    MidRise,
}

/// <summary>How a quantity depends on a cell's state x = g/g_max.</summary>
public enum StateForm
{
    /// <summary>c0 + c1 x + c2 x^2 …; the numbers are the coefficients.</summary>
    Polynomial,

    /// <summary>a ln x + b, kept between low and high; the numbers are a, b, low, high.</summary>
    Logarithm,

    /// <summary>a / max(x^e, low), at most high, x at least 1e-7; the numbers are a, e, low, high.</summary>
    InversePower,

    /// <summary>a/x, and 0 at 0; the number is a.</summary>
    Inverse,

    /// <summary>a (1 - exp(-x/b)); the numbers are a, b.</summary>
    Saturating,

    /// <summary>a log10(b x); the numbers are a, b.</summary>
    DecimalLogarithm,
}

/// <summary>How much of flicker noise is the same for all reads of a run.</summary>
public enum NoiseCorrelation
{
    /// <summary>What is slower than the run.</summary>
    Split,

    /// <summary>All of it.</summary>
    Frozen,

    /// <summary>None of it.</summary>
    Fresh,
}

/// <summary>How a pulse changes a device: published sets of constants.</summary>
public enum PulseModelName
{
    /// <summary>None: every pulse programs the device anew, with an error of its own.</summary>
    Reprogram,

    /// <summary>Exponential steps, fitted to resistive cells: Gong et al., Nat. Commun. (2018).</summary>
    ReRamES,

    /// <summary>Soft bounds, the same cells.</summary>
    ReRamSB,

    /// <summary>Linear steps of a capacitor: Li et al., VLSI (2018).</summary>
    Capacitor,

    /// <summary>Electrochemical cells: Tang et al., IEDM (2018).</summary>
    EcRam,

    /// <summary>Metal-oxide electrochemical cells: Kim et al., IEDM (2019).</summary>
    EcRamMO,

    /// <summary>Phase-change cells: Nandakumar et al., Front. Neurosci. (2020).</summary>
    Pcm,

    /// <summary>An array optimised for training: Gong, Rasch et al., IEDM (2022).</summary>
    ReRamArrayOM,

    /// <summary>An array of HfO2 cells, the same paper.</summary>
    ReRamArrayHfO2,
}
