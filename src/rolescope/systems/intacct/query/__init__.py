"""The vendor's own queries (f6): one code for the filter that an admin types and for the body that a program sends.

``fields`` says what each object can be asked about, ``operators`` what an operator means, ``conditions`` joins filters,
``body`` reads the JSON form, ``text`` the typed one, ``served`` gives a tenant's objects, and ``run`` answers.
"""
