namespace TileDsl.Onnx.Importing;

/// <summary>A graph that is in order but beyond what is imported; its dense layers may still be.</summary>
internal sealed class NotImportableException(string message) : Exception(message);
