using Mono.Cecil;

namespace FibreCentre.Api.Tests.Architecture;

/// <summary>One type using another. Compiler-made types (closures, state machines) count as the type they were written in.</summary>
/// <param name="Member">What of it is used, such as <c>get_UtcNow</c>; empty for a mention of the type alone.</param>
internal sealed record Use(string FromNamespace, string From, string ToNamespace, string To, string Member);

/// <summary>A type as it was written.</summary>
internal sealed record Written(string Namespace, string Name, bool IsPublic, bool IsSealed, bool IsAbstract, bool IsInterface, bool IsValueType, bool IsRecord);

/// <summary>
/// Who uses what, read from the compiled methods and not only from signatures: a rule about who may touch the database is broken inside a method.
/// (Cecil comes with ArchUnitNET; its instructions are read directly, since that sees async methods and lambdas too.)
/// </summary>
internal sealed class CodeMap
{
    private readonly List<Use> _uses = [];
    private readonly List<Written> _types = [];

    private CodeMap(string assembly, string @namespace)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        foreach (var type in module.Types.Where(type => IsIn(type.Namespace, @namespace) && !type.Name.StartsWith('<')))
        {
            _types.Add(new(type.Namespace, type.Name, type.IsPublic, type.IsSealed, type.IsAbstract, type.IsInterface, type.IsValueType, type.Methods.Any(method => method.Name == "<Clone>$")));
            foreach (var part in WithNested(type)) Read(type, part);
        }
    }

    public IReadOnlyList<Use> Uses => _uses;

    public IReadOnlyList<Written> Types => _types;

    /// <summary>Everything of an assembly below a namespace.</summary>
    public static CodeMap Of(System.Reflection.Assembly assembly, string @namespace) => new(assembly.Location, @namespace);

    public static bool IsIn(string @namespace, string root) => @namespace == root || @namespace.StartsWith(root + ".", StringComparison.Ordinal);

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => [type, .. type.NestedTypes.SelectMany(WithNested)];

    private void Read(TypeDefinition from, TypeDefinition part)
    {
        Note(from, part.BaseType, "");
        foreach (var contract in part.Interfaces) Note(from, contract.InterfaceType, "");
        foreach (var field in part.Fields) Note(from, field.FieldType, "");
        foreach (var attribute in part.CustomAttributes) Note(from, attribute.AttributeType, "");
        foreach (var method in part.Methods)
        {
            Note(from, method.ReturnType, "");
            foreach (var parameter in method.Parameters) Note(from, parameter.ParameterType, "");
            if (!method.HasBody) continue;
            foreach (var variable in method.Body.Variables) Note(from, variable.VariableType, "");
            foreach (var operand in method.Body.Instructions.Select(instruction => instruction.Operand))
                switch (operand)
                {
                    case MethodReference called:
                        Note(from, called.DeclaringType, called.Name);
                        if (called is GenericInstanceMethod generic) foreach (var argument in generic.GenericArguments) Note(from, argument, "");
                        break;
                    case FieldReference field: Note(from, field.DeclaringType, field.Name); break;
                    case TypeReference type: Note(from, type, ""); break;
                }
        }
    }

    private void Note(TypeDefinition from, TypeReference? to, string member)
    {
        if (to is null or GenericParameter) return;
        if (to is GenericInstanceType generic) foreach (var argument in generic.GenericArguments) Note(from, argument, "");
        to = to.GetElementType();
        while (to.DeclaringType is { } outer) to = outer;
        if (to.FullName != from.FullName) _uses.Add(new(from.Namespace, from.Name, to.Namespace, to.Name, member));
    }
}
