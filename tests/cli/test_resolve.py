"""How a node can be named."""

import pytest

from rolescope.cli.errors import UserError
from rolescope.cli.resolve import find_node
from rolescope.rights.system import System
from rolescope.systems import system


@pytest.fixture(scope="module")
def payspace() -> System:
    return system("payspace")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("employee/leave/balances", "employee/leave/balances"),
        ("Banking Details", "employee/basic-information/banking-details"),
        ("  banking DETAILS ", "employee/basic-information/banking-details"),
        ("Employee > Leave > Balances", "employee/leave/balances"),
        ("leave>balances", "employee/leave/balances"),
        ("Employee › Leave", "employee/leave"),
        ("Configuration > Security", "configuration/security"),
        ("Employee", "employee"),
        ("EmployeeBankDetail", "employee/basic-information/banking-details"),
        ("employeebankdetail.bankname", "employee/basic-information/banking-details/bank-name"),
        ("Training Records", "employee/basic-information/employee-training"),
    ],
)
def test_a_node_is_found(payspace: System, text: str, node: str) -> None:
    tree = payspace.tree(None)
    assert tree.nodes[find_node(text, tree, payspace)].id == node


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Leave", "'Leave' fits 2 nodes; name one of them by its path or id:\n  Employee › Leave  (employee/leave)"),
        ("Comments", "... and "),
        ("Balanses", "did you mean 'Balances'?"),
        ("Employee > Leave > Balanses", "did you mean 'Balances'?"),
        ("EmployeeBankDetial", "did you mean 'EmployeeBankDetail'?"),
        ("employee/leave/balance", "did you mean 'employee/leave/balances'?"),
        ("", "there is no node ''"),
        ("EmployeePayslipPdf", "it follows EmployeePayslip, which is Employee › Payroll Results › Payslips (PS-61)"),
        ("companyleavepurchase", "CompanyLeavePurchase has no screen, and which right it goes by is not known"),
        ("WebhookError", "which right WebhookError needs is unknown (PS-61)"),
        ("FileUpload", "follows create or update on Leave Application (PS-61)"),
        (" > ", "there is no node"),
        ("§§§§", "there is no node '§§§§' in the catalogue"),
    ],
)
def test_an_unknown_or_ambiguous_name_is_explained(payspace: System, text: str, sentence: str) -> None:
    with pytest.raises(UserError) as raised:
        find_node(text, payspace.tree(None), payspace)
    assert sentence in str(raised.value)
