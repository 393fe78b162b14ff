// Handwritten digits on simulated crossbars, from F#: digits.tile is compiled while the script runs, and its converter is
// varied from 4 to 8 bits.
//
//     dotnet fsi scripts/digits.fsx
//
// From a clone, before the packages are published:
//     dotnet pack TileDsl.sln
//     RestoreAdditionalProjectSources=$PWD/artifacts/packages dotnet fsi scripts/digits.fsx
#r "nuget: TileDsl.Scripting, 0.1.0"
#r "nuget: TileDsl.Onnx, 0.1.0"

open System.IO
open TileDsl
open TileDsl.Data
open TileDsl.Onnx
open TileDsl.Scripting

let data name = Path.Combine(__SOURCE_DIRECTORY__, "data", name)
let images = NpyArray.Read(data "x_u8.npy").ToSamples()
let labels = NpyArray.Read(data "y_u8.npy").ToDoubles()
let training = images.Slice(0, 1297)
let test = images.Slice(1297, 500)
let weights = OnnxWeights.Read(data "digits_mlp.onnx")

/// How many results have their largest output at the label.
let correct (results: float[]) =
    results
    |> Array.chunkBySize (results.Length / test.Count)
    |> Array.mapi (fun i scores -> scores |> Array.findIndex ((=) (Array.max scores)) |> float = labels[1297 + i])
    |> Array.filter id
    |> Array.length

for bits in 4..8 do
    use program = TileProgram.Load(Path.Combine(__SOURCE_DIRECTORY__, "digits.tile"), readOnlyDict [ ("adc_bits", decimal bits) ])
    let digits = program.Network("Digits", weights, training)
    let chips = [ for chip in 0..9 -> digits.Program(1UL, chip).RunBatch(test) |> correct |> float ]
    printfn "%d bit converter   %.1f/500 on average over 10 chips" bits (List.average chips)
