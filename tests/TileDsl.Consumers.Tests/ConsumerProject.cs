namespace TileDsl.Consumers.Tests;

/// <summary>A program of somebody else's that references the packages of this build: a project file and what a test puts beside it.</summary>
/// <param name="folder">A folder of its own outside the repository.</param>
internal sealed class ConsumerProject(string folder)
{
    /// <summary>Writes the project file.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="name">The project's.</param>
    /// <param name="more">What else it says, in XML; VERSION is that of the packages.</param>
    public static ConsumerProject Create(string folder, string name, string more = "")
    {
        var project = new ConsumerProject(folder);
        project.Write(name + ".csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="TileDsl" Version="VERSION" />
              </ItemGroup>
            {more}
            </Project>

            """.Replace("VERSION", Packages.Version, StringComparison.Ordinal));
        return project;
    }

    /// <summary>Writes a file of it.</summary>
    public void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Takes a file, or a folder, away again.</summary>
    public void Delete(string name)
    {
        var path = Path.Combine(folder, name);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }

    /// <summary><c>dotnet run</c>, <c>dotnet build</c>.</summary>
    public DotnetResult Dotnet(string command) => DotnetProcess.Run(folder, Packages.Environment, command);
}
