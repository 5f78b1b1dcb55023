using FibreCentre.Api.Security;

namespace FibreCentre.Api.Tests.Support;

/// <summary>Somebody who may sign in, with what they sign in by.</summary>
internal sealed record Person(string Role, string Name, string Email, string Password, string ApiKey, Guid Account, Guid? Provider, Guid? Trainee, Guid? Instructor)
{
    public Actor Actor => new(
        Roles.Staff.Contains(Role) ? TenantScope.Staff : Role == Roles.Booker ? TenantScope.Provider : TenantScope.Trainee,
        Account, Name, new HashSet<string> { Role }, Provider, Trainee, Instructor);

    public override string ToString() => Name;
}

/// <summary>Everybody of the small centre. Northway and Southern compete; each has a booker and an engineer who can sign in.</summary>
internal sealed record Cast(
    Person Administrator, Person Coordinator, Person Instructor, Person OtherInstructor, Person Iqa, Person Manager,
    Person NorthBooker, Person NorthTrainee, Person SouthBooker, Person SouthTrainee)
{
    /// <summary>One of each role, Northway's where there are two.</summary>
    public IReadOnlyList<Person> OneOfEachRole => [Administrator, Coordinator, Instructor, Iqa, Manager, NorthBooker, NorthTrainee];
}
